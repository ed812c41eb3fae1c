;;; eglot.el --- A real Emacs with eglot drives the real binary.  -*- lexical-binding: t; -*-
;; emacs -Q --batch -l tests/editors/emacs/eglot.el, with SIGLUM_PROJECT and SIGLUM_FOLDER (a copy of examples/) set and
;; `siglum' on the PATH.  Debian's packages: emacs-nox elpa-eglot elpa-markdown-mode.

(load (expand-file-name "helpers.el" (file-name-directory load-file-name)) nil t)
(require 'eglot)

(defun found (code)
  (cl-find-if (lambda (one) (string-match-p code (flymake-diagnostic-text one))) (flymake-diagnostics)))

(defun hover-text (server)
  (let ((answer (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams))))
    (substring-no-properties (or (eglot--hover-info (plist-get answer :contents) (plist-get answer :range)) ""))))

(setq eglot-sync-connect 30 eglot-autoshutdown nil eglot-confirm-server-initiated-edits nil)

;; The project's own configuration, except that nothing starts by itself in batch mode.
(load (project-file "editors/emacs/siglum.el") nil t)
(dolist (hook '(markdown-mode-hook LaTeX-mode-hook latex-mode-hook bibtex-mode-hook))
  (remove-hook hook #'eglot-ensure))

(find-file (expand-file-name "article.md" (getenv "SIGLUM_FOLDER")))
(apply #'eglot--connect (eglot--guess-contact))
(let ((server (eglot-current-server)) (french "Le mélange des fonctions") (english "Mixing of roles"))
  (report "connects with the project's configuration"
          (and server (equal (plist-get (eglot--server-info server) :name) "siglum")))
  (unless (bound-and-true-p eglot--managed-mode) (eglot--managed-mode 1))
  (flymake-start)
  (dolist (text '("Ranisto" "tuurna2016"))
    (report (format "flymake shows the finding about %s" text)
            (wait (lambda () (flymake-start) (found text)))
            (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
  (goto-char (point-min))
  (search-forward "[-@tuur")
  (let ((text (or (wait (lambda () (let ((text (hover-text server))) (and (string-match-p french text) text)))) "")))
    (report "hover shows both abstracts, the manuscript's language first" (before-p text french english) text))
  (search-backward "@brandsen2016; @bov")
  (search-forward "; @bov")
  (let ((text (hover-text server)))
    (report "hover on the second key of a cluster is about that key" (string-match-p "Beyond Engagement" text) text))
  ;; eglot filters the list by its labels: a part of the key, not a name, finds.
  (goto-char (point-max))
  (insert "\nVoir [@tuur")
  (let* ((capf (eglot-completion-at-point)) (keys (all-completions "tuur" (nth 2 capf)))
         (item (car keys)) (done (plist-get (nthcdr 3 capf) :exit-function)))
    (report "completion-at-point offers the key"
            (member "tuurnas2016" (mapcar #'substring-no-properties keys)) keys)
    (delete-region (nth 0 capf) (point))
    (insert item)
    (funcall done item 'finished)
    (report "the completion is taken exactly"
            (save-excursion (beginning-of-line) (looking-at-p "Voir \\[@tuurnas2016$"))
            (buffer-substring (line-beginning-position) (line-end-position))))
  (goto-char (point-min))
  (search-forward "[@tuurna2")
  (let* ((here (eglot--pos-to-lsp-position))
         (actions (jsonrpc-request server :textDocument/codeAction
                                   `(:textDocument ,(eglot--TextDocumentIdentifier)
                                     :range (:start ,here :end ,here) :context (:diagnostics []))))
         (fix (cl-find-if (lambda (one) (eq (plist-get one :isPreferred) t)) actions)))
    (unless fix (setq fix (and (> (length actions) 0) (aref actions 0))))
    (when fix (eglot--apply-workspace-edit (plist-get fix :edit)))
    (report "a code action mends the unknown key" (string-match-p "\\[@tuurnas2016, p. 150\\]" (buffer-string)) actions))
  (report "the finding goes with its cause"
          (wait (lambda () (eglot--signal-textDocument/didChange) (flymake-start) (not (found "tuurna2016")))))
  (goto-char (point-min))
  (search-forward "[@lip")
  (xref-find-definitions (symbol-name (symbol-at-point)))
  (report "definition opens the entry"
          (and (equal (file-name-nondirectory (or buffer-file-name "")) "refs.bib") (looking-at-p "lipsky1980")) buffer-file-name)
  (dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil)))
  (eglot-shutdown server))
(leave)
;;; eglot.el ends here

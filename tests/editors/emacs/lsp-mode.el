;;; lsp-mode.el --- A real Emacs with lsp-mode drives the real binary.  -*- lexical-binding: t; -*-
;; emacs -Q --batch -l tests/editors/emacs/lsp-mode.el, with SIGLUM_PROJECT and SIGLUM_FOLDER (a copy of examples/) set
;; and `siglum' on the PATH.  Debian's packages: emacs-nox elpa-lsp-mode elpa-markdown-mode.

(load (expand-file-name "helpers.el" (file-name-directory load-file-name)) nil t)
(require 'lsp-mode)
(require 'lsp-completion)
(require 'lsp-diagnostics)
(load "lsp-mode-autoloads" t t)

(defun findings ()
  (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics)))

(defun found (text)
  (cl-find-if (lambda (one) (string-match-p text (gethash "message" one))) (findings)))

(defun hover-text ()
  (let ((answer (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
    (if answer (substring-no-properties (lsp--render-on-hover-content (gethash "contents" answer) t)) "")))

(setq lsp-auto-guess-root t lsp-restart 'ignore lsp-session-file (expand-file-name ".lsp-session" (getenv "SIGLUM_FOLDER"))
      lsp-response-timeout 30 lsp-enable-suggest-server-download nil lsp-warn-no-matched-clients nil lsp-enable-snippet nil lsp-headerline-breadcrumb-enable nil
      lsp-diagnostics-provider :none lsp-enable-file-watchers t)

;; The project's own configuration.
(load (project-file "editors/emacs/siglum-lsp-mode.el") nil t)

(lsp-workspace-folders-add (file-truename (getenv "SIGLUM_FOLDER")))
(find-file (file-truename (expand-file-name "article.md" (getenv "SIGLUM_FOLDER"))))
(lsp)
(let ((french "Le mélange des fonctions") (english "Mixing of roles"))
  (report "connects with the project's configuration"
          (wait (lambda ()
                  (cl-find-if (lambda (one) (and (eq (lsp--workspace-status one) 'initialized)
                                                 (eq (lsp--workspace-server-id one) 'siglum)))
                              (lsp-workspaces)))))
  (dolist (text '("Ranisto" "tuurna2016"))
    (report (format "the finding about %s arrives" text) (wait (lambda () (found text))) (findings)))
  (goto-char (point-min))
  (search-forward "[-@tuur")
  (let ((text (or (wait (lambda () (let ((text (hover-text))) (and (string-match-p french text) text)))) "")))
    (report "hover shows both abstracts, the manuscript's language first" (before-p text french english) text))
  (search-backward "@brandsen2016; @bov")
  (search-forward "; @bov")
  (let ((text (hover-text)))
    (report "hover on the second key of a cluster is about that key" (string-match-p "Beyond Engagement" text) text))
  (goto-char (point-max))
  ;; lsp-mode 8.0.0 goes round for ever where a completion is taken at the end of a file without a last line feed.
  (save-excursion (insert "\nVoir [@tuur\n"))
  (end-of-line 2)
  (let* ((capf (lsp-completion-at-point))
         (items (all-completions (buffer-substring (nth 0 capf) (point)) (nth 2 capf)))
         (item (cl-find-if (lambda (one) (string-match-p "tuurnas2016" one)) items))
         (done (plist-get (nthcdr 3 capf) :exit-function)))
    (report "completion-at-point offers the key" item items)
    (delete-region (nth 0 capf) (point))
    (insert (or item ""))
    (when item (funcall done item 'finished))
    (report "the completion is taken exactly"
            (save-excursion (beginning-of-line) (looking-at-p "Voir \\[@tuurnas2016$"))
            (buffer-substring (line-beginning-position) (line-end-position))))
  (goto-char (point-min))
  (search-forward "[@tuurna2")
  (let* ((actions (append (lsp-code-actions-at-point) nil))
         (fix (or (cl-find-if (lambda (one) (eq (gethash "isPreferred" one) t)) actions) (car actions))))
    (when fix (lsp-execute-code-action fix))
    (report "a code action mends the unknown key" (string-match-p "\\[@tuurnas2016, p. 150\\]" (buffer-string)) actions))
  (report "the finding goes with its cause" (wait (lambda () (not (found "tuurna2016")))) (findings))
  (goto-char (point-min))
  (search-forward "; @brand")
  (lsp-rename "renamed2016")
  (report "rename of the second key of a cluster leaves the others, and renames the record"
          (and (string-match-p "\\[@bovaird2007; @renamed2016; @bovaird2007\\]" (buffer-string))
               (with-current-buffer (find-file-noselect "refs.bib") (string-match-p "{renamed2016," (buffer-string))))
          (buffer-string))
  (goto-char (point-min))
  (search-forward "[@lip")
  (lsp-find-definition)
  (report "definition opens the entry"
          (and (equal (file-name-nondirectory (or buffer-file-name "")) "refs.bib") (looking-at-p "lipsky1980")) buffer-file-name)
  (dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil))))
(leave)
;;; lsp-mode.el ends here

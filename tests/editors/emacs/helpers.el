;;; helpers.el --- What the tests in Emacs share.  -*- lexical-binding: t; -*-

;; Packages of Debian, which -Q leaves out.
(dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*"))
  (add-to-list 'load-path folder))
(require 'cl-lib)
(require 'markdown-mode)

(defvar passed 0)
(defvar failed 0)

(defun report (name ok &optional detail)
  (if ok (setq passed (1+ passed)) (setq failed (1+ failed)))
  (princ (format "%s %s%s\n" (if ok "PASS" "FAIL") name (if ok "" (format "\n     got %S" detail)))))

(defun wait (look)
  "Wait until LOOK gives something, and give that; nil after half a minute."
  (let ((end (+ (float-time) 30)) seen)
    (while (and (not (setq seen (funcall look))) (< (float-time) end))
      (accept-process-output nil 0.05))
    seen))

(defun before-p (text first second)
  (let ((one (string-match-p first text)) (two (string-match-p second text)))
    (and one two (< one two))))

(defun project-file (name)
  (expand-file-name name (getenv "SIGLUM_PROJECT")))

(defun leave ()
  "End Emacs with what was counted."
  (princ (format "%d passed, %d failed\n" passed failed))
  (kill-emacs (if (= failed 0) 0 1)))

(setq make-backup-files nil create-lockfiles nil)
;;; helpers.el ends here

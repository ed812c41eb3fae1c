;;; siglum.el --- siglum with eglot (in Emacs since version 29).  Tested with every change.  -*- lexical-binding: t; -*-

;; eglot runs one server per buffer: this takes the place of texlab or marksman where those are set up.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((markdown-mode latex-mode LaTeX-mode tex-mode typst-ts-mode org-mode rst-mode adoc-mode bibtex-mode) . ("siglum" "lsp"))))

(dolist (hook '(markdown-mode-hook LaTeX-mode-hook latex-mode-hook typst-ts-mode-hook org-mode-hook rst-mode-hook adoc-mode-hook bibtex-mode-hook))
  (add-hook hook #'eglot-ensure))

;;; siglum.el ends here

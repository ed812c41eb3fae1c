;;; siglum-lsp-mode.el --- siglum with lsp-mode.  -*- lexical-binding: t; -*-

;; As an add-on it lives beside another server of the same buffer.
(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection '("siglum" "lsp"))
                    :major-modes '(markdown-mode latex-mode LaTeX-mode tex-mode bibtex-mode typst-ts-mode)
                    :server-id 'siglum
                    :add-on? t)))

;;; siglum-lsp-mode.el ends here

" A real Vim with ALE drives the real binary: vim -Nu NONE -i NONE -n -es -S test.vim, with SIGLUM_PROJECT,
" SIGLUM_FOLDER (a copy of examples/) and SIGLUM_RESULT set and `siglum` on the PATH. Debian: vim-nox vim-ale.
set nocompatible nomore hidden encoding=utf-8
set rtp^=/usr/share/vim-ale
filetype plugin on
let g:ale_linters_explicit = 1
let g:ale_linters = {'markdown': ['siglum'], 'tex': ['siglum'], 'bib': ['siglum']}
let g:ale_hover_cursor = 0
let g:ale_hover_to_preview = 1
let g:ale_lint_delay = 50
runtime! plugin/ale.vim
execute 'source ' . $SIGLUM_PROJECT . '/editors/vim/siglum.vim'

let s:lines = []
let s:counts = [0, 0]
function! s:report(name, ok, got) abort
  let s:counts[a:ok ? 0 : 1] += 1
  call add(s:lines, (a:ok ? 'PASS ' : 'FAIL ') . a:name)
  if !a:ok
    call add(s:lines, '     got ' . string(a:got)[:300])
  endif
endfunction
function! s:wait(look) abort
  let l:start = reltime()
  while !a:look() && reltimefloat(reltime(l:start)) < 30
    sleep 30m
  endwhile
  return a:look()
endfunction
function! s:found(text) abort
  return match(map(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.text'), a:text) >= 0
endfunction
function! s:preview() abort
  let l:buffer = bufnr('ALEPreviewWindow')
  return l:buffer > 0 ? join(getbufline(l:buffer, 1, '$'), ' ') : ''
endfunction

execute 'edit ' . $SIGLUM_FOLDER . '/article.md'
call ale#Queue(0, 'lint_file')
for s:text in ['Ranisto', 'tuurna2016']
  call s:report('ALE lists the finding about ' . s:text, s:wait({-> s:found(s:text)}), ale#engine#GetLoclist(bufnr('')))
endfor

call search('-@tuurnas2016')
normal! 4l
ALEHover
call s:wait({-> s:preview() =~# 'Mixing of roles'})
let s:page = s:preview()
let s:french = stridx(s:page, 'Le mélange des fonctions')
call s:report('hover in plain text shows both abstracts, French first',
  \ s:french >= 0 && s:french < stridx(s:page, 'Mixing of roles'), s:page)
call s:report('hover shows the abstract to its end', s:page =~# 'atteindre les objectifs du service', s:page)
call s:report('nothing of it is Markdown', s:page !~# '\*\*' && s:page !~# '\](', s:page)

execute bufwinnr('article.md') . 'wincmd w'
call search('@lipsky1980')
normal! 4l
ALEGoToDefinition
call s:report('definition opens the entry', s:wait({-> expand('%:t') ==# 'refs.bib' && getline('.') =~# 'lipsky1980'}), expand('%'))


call add(s:lines, s:counts[0] . ' passed, ' . s:counts[1] . ' failed')
call writefile(s:lines, $SIGLUM_RESULT)
qa!

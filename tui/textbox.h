/* SPDX-License-Identifier: ISC */
/*
 * textbox - text that is being typed: a line, or a long text with wrapped lines
 *
 * Edits by whole characters (grapheme clusters). Knows no terminal: a writer
 * draws it, the loop feeds it keys.
 */
#ifndef TUI_TEXTBOX_H
#define TUI_TEXTBOX_H

#include "../core/base/text.h"

struct textbox;

struct textbox *textbox_new(enum text_kind kind, size_t limit_chars);
void textbox_free(struct textbox *t);                  /* takes NULL */
void textbox_set(struct textbox *t, const char *text); /* cursor to the end, forgets undo */
const char *textbox_text(const struct textbox *t);
bool textbox_changed(const struct textbox *t);  /* since textbox_set */
size_t textbox_cursor(const struct textbox *t); /* byte offset */
enum text_kind textbox_kind(const struct textbox *t);
size_t textbox_edits(const struct textbox *t); /* grows with each change */
size_t textbox_lost(const struct textbox *t);  /* characters left out so far */
size_t textbox_left(const struct textbox *t);  /* characters that still fit */
/*
 * textbox_key - true when the key was for the box
 *
 * cols is the width it is drawn at, for up and down in wrapped text.
 */
bool textbox_key(struct textbox *t, int key, int cols);
/* textbox_insert - typed or pasted text; goes through text_accept; returns characters that were left out */
size_t textbox_insert(struct textbox *t, const char *s, size_t len);
void textbox_replace(struct textbox *t, const char *text); /* as if typed over all there was */
bool textbox_undo(struct textbox *t);
bool textbox_cut_line(struct textbox *t, int cols);
bool textbox_paste_line(struct textbox *t);
/* textbox_line - wrapped line i at a width; false past the end. For drawing and for plain output. */
bool textbox_line(const struct textbox *t, int cols, size_t i, const char **s, size_t *len);
void textbox_where(const struct textbox *t, int cols, size_t *line, int *col); /* of the cursor */
size_t textbox_lines(const struct textbox *t, int cols);

#endif

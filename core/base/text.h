/* SPDX-License-Identifier: ISC */
/*
 * text - the one door to Unicode (utf8proc): what is taken in, how wide it
 * is, where a character ends, how it is found
 *
 * A character here is what a person would call one: a grapheme cluster, but
 * never more than one sign with columns of its own, as a terminal's cell holds.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "mem.h"

/* TEXT_LONG keeps newlines. TEXT_FILE, for text_safe alone, keeps what files of lines are made of as
 * well: tabs, the end of a line as CR LF, a mark of UTF-8 in front. */
enum text_kind { TEXT_LINE, TEXT_LONG, TEXT_FILE };

/*
 * text_accept - make text that came from outside fit to be stored
 *
 * Drops C0 (but newline in TEXT_LONG), C1, bidi and zero-width controls, tags,
 * private use and non-characters, and all but two combining marks on one base;
 * composes to NFC; trims white space at the end of each line and at both ends.
 * A tab becomes a blank, and so does the end of a line in TEXT_LINE. Taking in
 * what was taken in before changes nothing.
 *
 * out      added to; NUL-terminated
 * removed  how many characters were left out; may be NULL
 *
 * Errors:  RC_INVALID  not UTF-8; nothing was added
 * Source:  cairn(1), SECURITY; Unicode Technical Report 36
 */
enum rc text_accept(struct buf *out, const char *s, size_t len, enum text_kind kind,
		    size_t *removed, struct err *err);

/* text_safe - a copy fit for a screen, a pipe or a log: what text_accept would drop becomes '?' */
void text_safe(struct buf *out, const char *s, size_t len, enum text_kind kind);
/*
 * text_may_show - may the character at s stand in what goes out; the end may not
 *
 * bytes    of it, 1 for a byte that is no UTF-8
 * code     its number, -1 for such a byte
 */
bool text_may_show(const char *s, size_t len, size_t *bytes, int32_t *code);

bool text_is_utf8(const char *s, size_t len);
/* text_next - bytes of the character at s (0 at the end); *cols its columns, 0 to 2; may be NULL */
size_t text_next(const char *s, size_t len, int *cols);
/* text_prev - bytes of the character that ends at s + at */
size_t text_prev(const char *s, size_t at);
int text_cols(const char *s); /* columns of the whole */
int text_cols_n(const char *s, size_t len);
size_t text_fit(const char *s, size_t len, int cols); /* bytes that fit in so many columns */
size_t text_chars(const char *s);                     /* characters, for limits */
/*
 * text_wrap - the next line of a paragraph that is at most cols wide
 *
 * Returns the bytes to show; *used is how many to step over (with the blanks
 * or the newline that ended the line). A word longer than a line is broken at a
 * character. 0 and *used 0 at the end.
 */
size_t text_wrap(const char *s, size_t len, int cols, size_t *used);
/* text_fold - for searching and sorting: no case, no accents, single blanks */
void text_fold(struct buf *out, const char *s);
int text_compare(const char *a, const char *b);        /* by text_fold, digits by number */
int text_compare_folded(const char *a, const char *b); /* the same for texts folded before */
bool text_contains(const char *text, const char *folded_part);
/* text_slug - a name for a file: [a-z0-9-], at most 40 bytes */
void text_slug(char out[41], const char *s);

#endif

/* SPDX-License-Identifier: ISC */
/* journal_internal - what the files of the journal share */
#ifndef CORE_JOURNAL_INTERNAL_H
#define CORE_JOURNAL_INTERNAL_H

#include "journal.h"

#define JOURNAL_FIRST "cairn-journal 1 "

enum {
	JOURNAL_WORD = 16,
	JOURNAL_FIRST_BYTES = sizeof(JOURNAL_FIRST) - 1 + JOURNAL_WORD + 1,
	JOURNAL_KEEP_ALL = 999999,
};

/* journal_word - of a first line; false when it is none */
bool journal_word(const char *first, char word[JOURNAL_WORD + 1]);
void journal_put_write(struct buf *b, struct slice key, struct slice value);
void journal_change_write(struct buf *b, const char *word, int64_t ms, size_t puts,
			  const struct buf *body);
/* journal_make - a file of the journal to append to, its folder too; -1 and errno */
int journal_make(const char *dir, const char *name);

#endif

/* SPDX-License-Identifier: ISC */
/*
 * fuzz - what takes in bytes from outside, each as one function of bytes alone
 *
 * `make fuzz` gives each the inputs that libFuzzer makes up, with sanitizers;
 * `make test` gives each the inputs kept in tests/fuzz/corpus/<name>/. A target
 * ends the process where something that must hold does not.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(name, what it gives the bytes to) */
#define FUZZ_LIST(X) \
	X(yaml, "template packs: read, checked, joined over the shipped one, kept as a table") \
	X(ini, "settings files") \
	X(json, "the import of a whole partnership") \
	X(csv, "tables of spreadsheets") \
	X(sshkey, "lines with a public key") \
	X(text, "taking in, drawing, measuring, breaking and sorting text") \
	X(values, "answers to every field of the shipped templates") \
	X(keys, "bytes of a terminal as keys") \
	X(log, "values and history of a store that are not what was written") \
	X(journal, "the files of changes beside a store") \
	X(commands, "the command line, and each command in a partnership") \
	X(kiosk, "what ssh was given to run") \
	X(screens, "what is typed, through all screens, to the bytes that are painted") \
	X(plain, "what is typed in the conversation line by line")

typedef void fuzz_fn(const uint8_t *data, size_t size);

#define FUZZ_DECLARE(name, about) fuzz_fn fuzz_##name;
FUZZ_LIST(FUZZ_DECLARE)
#undef FUZZ_DECLARE

struct fuzz_target {
	const char *name, *about;
	fuzz_fn *run;
};

extern const struct fuzz_target fuzz_targets[];         /* ends in a NULL name */
const struct fuzz_target *fuzz_named(const char *name); /* NULL: there is none */

/* fuzz_start - once, before the first input: what would be by chance is the same in every run */
void fuzz_start(void);
/* fuzz_must - ends the process with that sentence where it does not hold */
void fuzz_must(bool holds, const char *what);

struct bytes { /* what is left of an input */
	const uint8_t *at;
	size_t left;
};

/* bytes_byte - the next one; 0 at the end */
unsigned bytes_byte(struct bytes *b);
/* bytes_line - the next line as a text of its own, without NULs; NULL at the end; freed with mem_free() */
char *bytes_line(struct bytes *b);

#endif

/* SPDX-License-Identifier: ISC */
/*
 * slots - which key of a template fills which member of a struct
 *
 * One table for each struct of core/schema.h. The filler, the compiled table,
 * its check and the manual's list of keys are all driven by them: a new key is
 * a new line here.
 */
#ifndef CONFIG_SLOTS_H
#define CONFIG_SLOTS_H

#include "../core/base/schema.h"

enum slot_kind {
	SLOT_TEXT, /* const char * */
	SLOT_ID,   /* const char *: [a-z0-9][a-z0-9._-]*, at most 40 */
	SLOT_BOOL,
	SLOT_INT,     /* int, 0 or more */
	SLOT_NUM,     /* double; `also`: a bool that says it was given */
	SLOT_WORD,    /* int enum; `words` in its order */
	SLOT_NAMES,   /* struct names: a list of texts, or one text */
	SLOT_LIST,    /* pointer to structs `of`; `also`: their count */
	SLOT_OPTIONS, /* the same; an entry may be a text alone */
	SLOT_MAP,     /* the same; from a map: key to the first member, value to the second */
};

enum slot_use {
	SLOT_MAY = 0,
	SLOT_MUST = 1,   /* a fault when it is left out */
	SLOT_INSIDE = 2, /* no key: filled by the reader */
	SLOT_TWIN = 4,   /* another key of a member listed before */
	SLOT_FIXED = 8,  /* the names in the store hang on it: no pack changes another's */
};

struct slot_def {
	const char *key;
	enum slot_kind kind;
	int use;
	size_t at; /* of the member in its struct */
	size_t also;
	const struct entry_def *of;
	const char *const *words;
	size_t nwords;
	int initial; /* SLOT_WORD: when it is left out */
};

struct entry_def {
	const char *name; /* "field": used in sentences; of a document, its first key */
	size_t size;
	const struct slot_def *slot;
	size_t nslots;
	bool has_id;   /* the first member is its id */
	bool document; /* the first key's value is its id */
	size_t origin; /* of its struct origin, 0: none */
};

/* Documents that are no struct of their own: lists with a name. */
struct list_doc {
	const char *id;
	void *v;
	size_t n;
	struct origin origin;
};

extern const struct entry_def entry_schema; /* everything: its slots are the lists of a schema */
extern const struct entry_def entry_register, entry_form, entry_field, entry_option;
extern const struct entry_def entry_calendar, entry_retention, entry_glossary;
extern const struct entry_def entry_pack, entry_deadline, entry_term;

/* The documents that a file may hold, in the order of the manual. */
struct document_def {
	const struct entry_def *entry;
	size_t list, count;         /* where they are in a schema */
	const struct entry_def *of; /* list_doc: what is in it */
};
extern const struct document_def documents[];
extern const size_t ndocuments;

const struct slot_def *slot_find(const struct entry_def *e, const char *key);
/* slot_nearest - the key that was perhaps meant, or NULL */
const char *slot_nearest(const struct entry_def *e, const char *key);

#endif

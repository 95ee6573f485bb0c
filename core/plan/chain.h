/* SPDX-License-Identifier: ISC */
/*
 * chain - from one record everything that it rests on and everything it leads to
 *
 * Of two linked records the one whose register comes first in the templates'
 * order is upstream; a register that is not in the order comes after all. Of
 * two of one register the one that is pointed at is upstream, and is not gone
 * through. An end of the chain is shown and not gone through. Each record
 * stands there once, with what comes of it below; another mention is marked.
 * Source: cairn-template(5), chain
 */
#ifndef CORE_CHAIN_H
#define CORE_CHAIN_H

#include "attention.h"

enum chain_side { CHAIN_SELF, CHAIN_DOWN, CHAIN_UP };
enum chain_kind {
	CHAIN_RECORD,
	CHAIN_AGAIN,   /* a record that stands further up */
	CHAIN_MORE,    /* `count` more of `reg` under the record `id` */
	CHAIN_CONCERN, /* what is broken or weak at the record above */
};

struct chain_line {
	enum chain_kind kind;
	enum chain_side side;
	int depth; /* 0: the record itself, or linked to it */
	const struct reg *reg;
	const char *id;    /* stored; of a concern: the record's */
	const char *via;   /* the record that leads here; NULL: it is where the chain began */
	const char *title; /* of the record; of a concern its sentence */
	bool archived;
	size_t count;
	const struct concern *concern;
};

struct chain_report { /* where the entries of the chain are told */
	const struct report *report;
	const struct section *section;
	size_t count; /* entries downstream, and the record itself, that it lists */
};

struct chain {
	struct chain_line *line; /* the record itself, downstream, upstream */
	size_t n, cap;
	size_t records; /* other than itself, each counted once */
	size_t broken, weak;
	size_t left_out; /* restricted records, of what goes out */
	struct chain_report *report;
	size_t nreports;
};

/*
 * chain_load - in one read of the cycle
 *
 * id      stored form
 * opened  "ne-000012/figures" for each record and register of which all are to be shown;
 *         NULL: every one of everything
 * open    it goes out: restricted records are left out, and what they alone lead to
 *
 * Errors:  RC_NOT_FOUND    no such record in this cycle, or the templates have no chain
 *          RC_NOT_ALLOWED  it is restricted, and goes out
 */
enum rc chain_load(const struct session *s, const char *id, const struct names *opened, bool open,
		   struct arena *a, struct chain *out, struct err *err);
/* chain_of_web - the same of a web that is there already */
enum rc chain_of_web(const struct web *w, const char *id, const struct names *opened,
		     struct arena *a, struct chain *out, struct err *err);

#endif

/* SPDX-License-Identifier: ISC */
/*
 * web - the records of a cycle and how they are linked, in memory
 *
 * Read in one picture: of each register its ids, whether each record is live,
 * and the answers that links, titles, rules over the whole partnership and the
 * calendar look at. Links are resolved both ways. What belongs to the
 * partnership as a whole is in it too; what belongs to other cycles is not.
 * Time and memory grow with the facts that are read, each of them once.
 */
#ifndef CORE_WEB_H
#define CORE_WEB_H

#include <stdint.h>

#include "record.h"

#define WEB_NONE UINT32_MAX /* no node */

struct web_part { /* a register or form, and where its records stand */
	const struct reg *reg;
	const char *cycle;
	uint32_t first, n;
	struct names fields; /* that were read, in the order of a node's texts */
	const size_t *place; /* of each in reg->fields */
	const size_t *lead;  /* those of them that are links, or have one inside */
	size_t nlead;
};

struct web_row { /* a row of a TYPE_ROWS field */
	uint32_t node;
	uint16_t column; /* among the fields of the part */
	const char *name, *text;
};

struct web_node {
	const char *id;    /* stored form */
	const char **text; /* stored, one for each field of the part; "" when blank */
	uint32_t row, nrows;
	uint16_t part;
	bool draft, archived, deleted, restricted;
};

struct web_link {
	uint32_t to;     /* backwards: the record that points here */
	uint16_t column; /* the field that points, among those of its record's part */
};

struct web_loose { /* a reference that leads to no record of the web */
	uint32_t from;
	uint16_t column;
	bool elsewhere; /* it is there in another cycle */
	const char *id;
};

struct web {
	const struct session *session;
	struct web_part *part;
	size_t nparts;
	struct web_node *node; /* by register and id */
	uint32_t n;
	struct web_row *row;
	size_t nrows;
	uint32_t *out_at, *in_at; /* n + 1 each: where the links of a node begin */
	struct web_link *out, *in;
	struct web_loose *loose; /* in order of from */
	size_t nloose;
	uint32_t *slot; /* look-up by id */
	size_t nslots;
	struct record cycle; /* the cycle's own answers */
	size_t facts;        /* that were read for it */
	bool open;           /* of what is restricted the id is told, not the title */
};

/* web_load - Memory: everything is in the arena; the session has to live as long */
enum rc web_load(const struct session *s, struct arena *a, struct web *out, struct err *err);
/* What is to be read of a register: no more than that. */
struct web_wish {
	const struct reg *reg;
	struct names fields; /* stored ones, by their ids */
};
/* web_load_wished - of these registers these fields; links are those of the fields that are read */
enum rc web_load_wished(const struct session *s, const struct web_wish *wish, size_t n,
			struct arena *a, struct web *out, struct err *err);
/* web_load_in - of these registers alone, in a picture that is open */
enum rc web_load_in(struct view *v, const struct session *s, const struct names *only,
		    struct arena *a, struct web *out);
/* web_find - WEB_NONE when there is no such record; deleted ones are none */
uint32_t web_find(const struct web *w, const char *id);
/* web_part_of - of a register; NULL when nothing of it was read */
const struct web_part *web_part_of(const struct web *w, const char *reg);
const char *web_text(const struct web *w, uint32_t node, const char *field); /* "" when not read */
/* web_title - as list_load names it, in the arena */
const char *web_title(const struct web *w, uint32_t node, struct arena *a);
/* web_title_beside - without the title of a record that it stands beside */
const char *web_title_beside(const struct web *w, uint32_t node, uint32_t beside, struct arena *a);
/* web_conds_hold - as conds_hold; only fields that the web reads */
bool web_conds_hold(const struct web *w, uint32_t node, const struct cond *c, size_t n);
/* web_record - a record with the answers that were read and blanks for the others */
void web_record(const struct web *w, uint32_t node, struct arena *a, struct record *out);

static inline const struct web_part *web_part_at(const struct web *w, uint32_t node)
{
	return &w->part[w->node[node].part];
}

#endif

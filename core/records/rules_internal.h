/* SPDX-License-Identifier: ISC */
/*
 * rules_internal - what rules know of the other records of a register
 *
 * For one record that is saved the register is read once. Where many are
 * checked one after the other, checking.peers keeps what was read and sorted.
 */
#ifndef CORE_RULES_INTERNAL_H
#define CORE_RULES_INTERNAL_H

#include "record_internal.h"

/* Days: a date is one, a period has a first and a last, a reporting year runs from April to March. */
struct span {
	long first, last;
};

bool span_read(const char *text, struct span *out);

struct peer {
	const char *id;
	const char *key;  /* the rule's fields */
	const char *text; /* of the field that the rule looks at */
	struct span at;
	long reach; /* the latest last day of those before it, and its own */
};

/*
 * peers_alike - records with the same answers in the rule's fields, by first day
 *
 * when  the field that says when; NULL: the one that the rule looks at
 * Those without a day and archived ones are left out; the record itself is among them.
 */
size_t peers_alike(const struct checking *c, const struct rule *r, const char *when,
		   const struct peer **out);
/* peers_all - what the rule's field holds in each record, in order of id; NULL when it cannot be read */
const struct records *peers_all(const struct checking *c, const struct rule *r);
/* rule_no_cycle - true: the references of the rule's field lead back to the record */
bool rule_no_cycle(const struct checking *c, const struct rule *r);
/* rule_cycle_words - the way round and how to put it right, one sentence each */
const char *rule_cycle_words(const struct checking *c, const struct rule *r);

#endif

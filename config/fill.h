/* SPDX-License-Identifier: ISC */
/* fill - the one filler that turns nodes into structs, driven by the tables of slots.h */
#ifndef CONFIG_FILL_H
#define CONFIG_FILL_H

#include "slots.h"
#include "yaml_read.h"

struct fill {
	struct arena *arena; /* arrays; texts stay where the nodes have them */
	struct pack_faults *faults;
	const char *pack; /* for origins */
};

/* fill_entry - out is zeroed memory of e->size; what has a fault stays as it is */
void fill_entry(struct fill *f, const struct entry_def *e, const struct node *map, void *out);
/* fill_slot - one member of the struct */
void fill_slot(struct fill *f, const struct slot_def *s, const struct node *value, void *entry);
/* fill_more - add to a list that is there already; a fault for what is no list */
void fill_more(struct fill *f, const struct slot_def *s, const struct node *value, void *entry);
/* fill_fault - told at the node's place; nothing where the reader has told already */
void fill_fault(struct fill *f, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* name_good - [a-z0-9][a-z0-9._-]*, 1 to max bytes. Source: cairn-template(5), NAMES */
bool name_good(const char *s, size_t max);

#endif

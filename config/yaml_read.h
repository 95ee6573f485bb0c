/* SPDX-License-Identifier: ISC */
/*
 * yaml_read - the one door to libyaml: a file becomes a tree of texts, lists and maps
 *
 * Only the event interface is used. Values are text; nothing is guessed from
 * how they look. What could cost much or mean two things is refused: anchors,
 * aliases, tags, directives, merge keys, keys that are not words, double keys,
 * hidden characters, and everything beyond the limits below.
 * Source: cairn-template(5), FILES
 */
#ifndef CONFIG_YAML_READ_H
#define CONFIG_YAML_READ_H

#include "faults.h"

enum {
	YAML_DEPTH_MAX = 16,
	YAML_EVENTS_MAX = 50000,
	YAML_FILE_MAX = 256 * 1024,
	YAML_VALUE_MAX = 16 * 1024,
	YAML_KEYS_MAX = 256, /* of one map: keeps the look for double keys short */
};

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	bool unread;      /* an alias, or cut short: already told, nothing more to say */
	int line, column; /* from 1, of the value */
	int key_line, key_column;
	const char *file;
	const char *key;  /* in a map, else NULL */
	const char *text; /* of NODE_TEXT, fit to be stored */
	size_t n;         /* entries of a list or map */
	struct node *first, *next;
};

struct node_list {
	struct node **v;
	size_t n, cap;
};

/* What was read: documents in the order of the files, and the work that it took. */
struct yaml_docs {
	struct arena *arena;
	struct node_list documents;
	struct node_list texts; /* every node with a text or key, for yaml_docs_find */
	size_t files;           /* that libyaml was given */
	size_t events;          /* that came back */
	bool cut;               /* of a file that could not be read to its end nothing is here */
};

void yaml_docs_init(struct yaml_docs *d, struct arena *a);
void yaml_docs_clear(struct yaml_docs *d); /* the nodes stay, they belong to the arena */
/*
 * yaml_read_bytes - add the documents of a file to d
 *
 * Errors:  RC_INVALID  faults were added; of a file that cannot be read to its end no document is
 */
enum rc yaml_read_bytes(struct yaml_docs *d, const char *file, const char *data, size_t len,
			struct pack_faults *faults);
/* yaml_docs_find - the node whose text or key (*is_key) is this very string, or NULL */
const struct node *yaml_docs_find(const struct yaml_docs *d, const char *text, bool *is_key);
/* node_get - of a map; NULL when it has no such key */
const struct node *node_get(const struct node *map, const char *key);

#endif

/* SPDX-License-Identifier: ISC */
#include "pack_internal.h"

#include <stdlib.h>
#include <string.h>

struct build {
	struct fill fill;
	const struct yaml_docs *docs;
	struct schema *schema;
	struct pack_faults *faults;
};

static void *member(void *base, size_t at)
{
	return (char *)base + at;
}

static const char *first_key(const struct node *doc)
{
	return doc->kind == NODE_MAP && doc->first ? doc->first->key : "";
}

static const struct document_def *document_of(const struct node *doc)
{
	for (size_t i = 0; i < ndocuments; i++)
		if (strcmp(documents[i].entry->name, first_key(doc)) == 0)
			return &documents[i];
	return NULL;
}

/* The list at (list, count) of the schema with n more entries at its end. */
static void append(struct build *b, const struct document_def *d, const void *v, size_t n,
		   size_t size)
{
	void **list = member(b->schema, d->list);
	size_t *count = member(b->schema, d->count);
	char *all = arena_array(b->fill.arena, *count + n + 1, size);

	if (*count)
		memcpy(all, *list, *count * size);
	if (n)
		memcpy(all + *count * size, v, n * size);
	*list = all;
	*count += n;
}

static void take_document(struct build *b, const struct document_def *d, const struct node *doc)
{
	void *entry = arena_alloc(b->fill.arena, d->entry->size);

	fill_entry(&b->fill, d->entry, doc, entry);
	if (d->of) {
		const struct list_doc *list = entry;

		append(b, d, list->v, list->n, d->of->size);
	} else if (*(const char **)entry) { /* one without a name cannot be looked up */
		append(b, d, entry, 1, d->entry->size);
	}
}

/*
 * Override and add: a path to an entry that is there, and what it becomes.
 */

struct target {
	const struct slot_def *slot;
	void *entry;
	struct origin *origin; /* of the innermost entry that has one */
	const char *stuck;     /* the part of the path that was not found */
};

static const struct slot_def *key_of(const struct entry_def *e, const char *key)
{
	return e->document && strcmp(key, "id") == 0 ? NULL : slot_find(e, key);
}

/* By id, or by number from 1 where entries have none. */
static void *list_entry(const struct entry_def *e, void *list, size_t n, const char *name)
{
	size_t number = (size_t)strtoul(name, NULL, 10);

	if (!e->has_id)
		return number >= 1 && number <= n ? member(list, (number - 1) * e->size) : NULL;
	for (size_t i = 0; i < n; i++) {
		const char *id = *(const char **)member(list, i * e->size);

		if (id && strcmp(id, name) == 0)
			return member(list, i * e->size);
	}
	return NULL;
}

/* path: a list of keys and names in turns, for instance fields, what, hint; ends in NULL */
static bool follow(struct target *t, const struct entry_def *e, void *entry, char **path)
{
	t->entry = entry;
	if (e->origin)
		t->origin = member(entry, e->origin);
	t->stuck = *path ? *path : "";
	t->slot = *path ? key_of(e, *path) : NULL;
	if (!t->slot)
		return false;
	if (!path[1])
		return true;
	t->stuck = path[1];
	if (t->slot->kind != SLOT_LIST && t->slot->kind != SLOT_OPTIONS)
		return false;
	entry = list_entry(t->slot->of, *(void **)member(entry, t->slot->at),
			   *(size_t *)member(entry, t->slot->also), path[1]);
	return entry && follow(t, t->slot->of, entry, path + 2);
}

static size_t split_path(struct arena *a, const char *text, char **part, size_t max)
{
	char *at = arena_str(a, text);
	size_t n = 0;

	while (at && n + 1 < max) {
		char *slash = strchr(at, '/');

		if (slash)
			*slash++ = '\0';
		part[n++] = at;
		at = slash;
	}
	part[n] = NULL;
	return at ? 0 : n;
}

static void find_target(struct build *b, char **path, struct target *best, size_t *found)
{
	for (size_t i = 0; i < entry_schema.nslots; i++) {
		const struct slot_def *s = &entry_schema.slot[i];
		struct target t = { 0 };
		bool named = s->of && strcmp(s->of->name, path[0]) == 0 && path[1];
		char **from = named ? path + 1 : path;
		void *entry;

		if (!s->of)
			continue;
		entry = list_entry(s->of, *(void **)member(b->schema, s->at),
				   *(size_t *)member(b->schema, s->also), from[0]);
		if (!entry)
			continue;
		if (follow(&t, s->of, entry, from + 1))
			++*found;
		else if (*found)
			continue;
		*best = t;
	}
}

static void change(struct build *b, const struct node *doc, bool add)
{
	const struct node *with = node_get(doc, "with"), *at = doc->first;
	struct target t = { 0 };
	char *path[2 * YAML_DEPTH_MAX];
	size_t found = 0;

	for (const struct node *n = at->next; n; n = n->next)
		if (n != with)
			fill_fault(&b->fill, n,
				   "unknown key '%.60s'; '%s' has only 'with' beside it", n->key,
				   at->key);
	if (at->kind != NODE_TEXT ||
	    !split_path(b->fill.arena, at->text, path, 2 * YAML_DEPTH_MAX)) {
		fill_fault(&b->fill, at, "'%s' takes a path such as actions/fields/what/hint",
			   at->key);
		return;
	}
	if (!with) {
		fill_fault(&b->fill, doc, "'%s' needs 'with': what is to be there", at->key);
		return;
	}
	find_target(b, path, &t, &found);
	if (found == 0) {
		fill_fault(
			&b->fill, at,
			"nothing to change at '%.80s': '%.60s' is not there; see the names in the pack "
			"it changes",
			at->text, t.stuck && *t.stuck ? t.stuck : path[0]);
	} else if (found > 1) {
		fill_fault(
			&b->fill, at,
			"'%.80s' could be several entries; put the kind first, such as register/%.60s",
			at->text, at->text);
	} else if (t.slot->use & SLOT_FIXED) {
		fill_fault(&b->fill, at,
			   "'%s' can never be changed: what is saved already hangs on it; make a "
			   "register of your own",
			   t.slot->key);
	} else {
		(add ? fill_more : fill_slot)(&b->fill, t.slot, with, t.entry);
		if (t.origin)
			t.origin->pack = b->fill.pack;
	}
}

static void take_documents(struct build *b)
{
	for (size_t i = 0; i < b->docs->documents.n; i++) {
		const struct node *doc = b->docs->documents.v[i];
		const struct document_def *d = document_of(doc);
		const char *key = first_key(doc);

		if (d)
			take_document(b, d, doc);
		else if (strcmp(key, "override") != 0 && strcmp(key, "add") != 0)
			fill_fault(
				&b->fill, doc,
				"a document starts with what it is and its name, such as 'checklist: "
				"my-list', not '%.60s'; see cairn-template(5)",
				key);
	}
	for (size_t i = 0; i < b->docs->documents.n; i++) {
		const struct node *doc = b->docs->documents.v[i];
		bool add = strcmp(first_key(doc), "add") == 0;

		if (add || strcmp(first_key(doc), "override") == 0)
			change(b, doc, add);
	}
}

/*
 * What the reader adds of itself.
 */

static void scale_options(struct build *b, struct field *f)
{
	const struct scale *s = f->scale ? schema_scale(b->schema, f->scale) : NULL;

	for (size_t i = 0; i < f->nfields; i++)
		scale_options(b, &f->fields[i]);
	if (!s)
		return; /* one that does not exist is told by the checks */
	f->options = arena_array(b->fill.arena, s->nlevels + 1, sizeof(*f->options));
	f->noptions = s->nlevels;
	for (size_t i = 0; i < s->nlevels; i++) {
		const struct level_def *l = &s->levels[i];

		f->options[i] = (struct option){ l->id, l->label ? l->label : l->id, l->text };
	}
}

static void finish_registers(struct build *b)
{
	for (size_t i = 0; i < b->schema->nregisters; i++) {
		struct reg *r = &b->schema->registers[i];

		r->title_derived = r->title_from.n > 0;
		if (r->kind == REG_REGISTER)
			common_append(r, b->fill.arena);
		for (size_t k = 0; k < r->nfields; k++) {
			struct field *f = &r->fields[k];

			scale_options(b, f);
			if (f->computed)
				f->automatic = f->not_known = true;
			if (f->rank)
				f->automatic = true;
		}
	}
}

static const struct node *pack_document(const struct yaml_docs *docs, const struct node *after)
{
	bool past = !after;

	for (size_t i = 0; i < docs->documents.n; i++) {
		const struct node *doc = docs->documents.v[i];

		if (past && strcmp(first_key(doc), "pack") == 0)
			return doc;
		past = past || doc == after;
	}
	return NULL;
}

const char *pack_name_of(const struct yaml_docs *docs, int *version)
{
	const struct node *doc = pack_document(docs, NULL);
	const struct node *v = doc ? node_get(doc, "version") : NULL;

	*version = v && v->kind == NODE_TEXT ? atoi(v->text) : 0;
	return doc && doc->first->kind == NODE_TEXT && name_good(doc->first->text, CYCLE_NAME_MAX)
		       ? doc->first->text
		       : NULL;
}

static void check_pack_document(struct build *b)
{
	const struct node *doc = pack_document(b->docs, NULL), *again;
	const struct node *first = b->docs->documents.n ? b->docs->documents.v[0] : NULL;

	again = doc ? pack_document(b->docs, doc) : NULL;
	if (again)
		fill_fault(&b->fill, again,
			   "a second 'pack:'; one folder is one pack, take this out");
	if (!doc)
		fault_add(
			b->faults, first ? first->file : "", first ? first->line : 1, 1,
			"the pack does not say its name; start with 'pack: NAME', 'version: 1' and 'title: …'");
	else if (!b->fill.pack && doc->first->kind == NODE_TEXT)
		fill_fault(&b->fill, doc->first,
			   "the pack's name '%.60s': use a-z, 0-9, '-', '_' and '.', at most %d",
			   doc->first->text, CYCLE_NAME_MAX);
	for (size_t i = 0; doc && b->fill.pack && i < b->schema->npacks; i++)
		if (strcmp(b->schema->packs[i].id, b->fill.pack) == 0)
			fill_fault(
				&b->fill, doc->first,
				"there is a pack '%.60s' already; give this one a name of its own",
				b->fill.pack);
}

static void build_all(struct build *b, const char *digest)
{
	int version;

	b->fill.pack = pack_name_of(b->docs, &version);
	check_pack_document(b);
	if (!b->fill.pack)
		b->fill.pack = "";
	take_documents(b);
	finish_registers(b);
	b->schema->digest = arena_str(b->fill.arena, digest);
	schema_verify(b->schema, b->docs, b->faults);
}

/* A copy that may be changed. */
static enum rc schema_copy(struct packs **out, const struct schema *base, struct err *err)
{
	struct buf table = { 0 };
	enum rc rc;

	table_make(&table, base);
	rc = table_open(out, table.data, table.len, true, err);
	if (rc == RC_OK)
		(*out)->owned = table.data;
	else
		buf_clear(&table);
	return rc;
}

static enum rc pack_join(struct packs **out, const struct yaml_docs *docs,
			 const struct schema *base, const char *digest, struct pack_faults *faults,
			 struct err *err)
{
	struct build b = { .fill = { .arena = docs->arena, .faults = faults },
			   .docs = docs,
			   .faults = faults };
	struct packs *p = NULL;
	size_t before = faults->n;
	enum rc rc;

	if (base) {
		rc = schema_copy(&p, base, err);
		if (rc != RC_OK)
			return rc;
	} else {
		p = mem_alloc(sizeof(*p));
		p->schema = arena_alloc(docs->arena, sizeof(*p->schema));
	}
	b.schema = p->schema;
	build_all(&b, digest);
	p->files_read = docs->files;
	if (faults->n > before) {
		packs_close(p);
		return RC_INVALID;
	}
	p->arena = docs->arena;
	*out = p;
	return RC_OK;
}

/* err says the first fault. */
static enum rc told(const struct pack_faults *faults, struct err *err)
{
	return err_set(err, RC_INVALID, "%s:%d: %s", faults->v[0].file, faults->v[0].line,
		       faults->v[0].text);
}

void sources_read(const struct sources *from, struct yaml_docs *docs, struct pack_faults *faults)
{
	for (size_t i = 0; i < from->n; i++)
		yaml_read_bytes(docs, from->v[i].path, from->v[i].data, from->v[i].len, faults);
}

enum rc pack_join_docs(struct packs **out, struct yaml_docs *docs, const struct schema *base,
		       const char *digest, struct pack_faults *own, struct err *err)
{
	struct packs *p = NULL;
	enum rc rc = RC_OK;

	if (!docs->cut) /* half of a pack would only raise false faults */
		rc = pack_join(&p, docs, base, digest, own, err);
	if (own->n) {
		if (p)
			p->arena = NULL; /* freed below */
		packs_close(p);
		p = NULL;
		rc = told(own, err);
	}
	if (!p)
		arena_free(docs->arena);
	yaml_docs_clear(docs);
	docs->arena = NULL;
	*out = p;
	return rc;
}

enum rc pack_join_sources(struct packs **out, const struct sources *from, const struct schema *base,
			  struct pack_faults *faults, struct err *err)
{
	struct pack_faults own = { .arena = faults->arena };
	struct yaml_docs docs;
	enum rc rc;

	yaml_docs_init(&docs, arena_new());
	sources_read(from, &docs, &own);
	rc = pack_join_docs(out, &docs, base, from->digest, &own, err);
	faults_move(faults, &own);
	return rc;
}

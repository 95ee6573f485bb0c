/* SPDX-License-Identifier: ISC */
/* What a change did, in words: the line of a history, of home and of what can be taken back. */
#include <ctype.h>
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "words.h"

const char *thing_words(const struct session *s, const struct fact_parts *parts, struct arena *a)
{
	const struct reg *reg = schema_reg(s->schema, parts->reg);
	const char *called = record_called(s, parts->record, a);

	if (!strcmp(parts->record, s->pid))
		return W_THE_PARTNERSHIP;
	return reg && reg->kind == REG_REGISTER ? arena_printf(a, W_THING, reg->one, called)
						: arena_printf(a, W_QUOTED, called);
}

const char *fact_about(const struct session *s, const char *name, struct arena *a)
{
	struct fact_parts parts;

	if (!fact_parts(a, name, &parts))
		return name;
	return arena_printf(a, W_FACT_OF, thing_words(s, &parts, a),
			    fact_label(s->schema, name, a));
}

static const struct {
	const char *action, *word;
} whole[] = { /* of an entry altogether: which answers goes without saying */
	      { "make", W_DID_MAKE },
	      { "archive", W_DID_ARCHIVE },
	      { "restore", W_DID_RESTORE },
	      { "delete", W_DID_DELETE }
};

/* NULL: what counts is which answers were changed. */
static const char *whole_word(const struct schema *schema, const struct entry *e,
			      const struct fact_parts *parts)
{
	const struct reg *reg = schema_reg(schema, parts->reg);

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (!strcmp(whole[i].action, e->action) &&
		    (strcmp(e->action, "make") != 0 || (reg && reg->kind == REG_REGISTER)))
			return whole[i].word;
	return NULL;
}

/* Many answers at once: what they are together. NULL: an ordinary change. */
static const char *many_words(const struct entry *e, struct arena *a)
{
	if (!strcmp(e->action, "import"))
		return arena_printf(a, W_DID_IMPORT, e->count);
	if (!strcmp(e->action, "join"))
		return W_DID_JOIN;
	if (!strcmp(e->action, "carry"))
		return arena_printf(a, W_DID_CARRY, e->count);
	if (strcmp(e->action, "start") != 0)
		return NULL;
	for (size_t i = 0; i < e->count; i++) {
		if (!strncmp(e->facts[i].name, "-/pp/", 5))
			return W_DID_START;
		if (strstr(e->facts[i].name, "/cy/"))
			return W_DID_BEGIN;
	}
	return arena_printf(a, W_DID_BRING, e->count);
}

/* What an entry was called when it was made: it may have been taken back since. */
static const char *made_as(const struct session *s, const struct entry *e,
			   const struct fact_parts *parts, struct arena *a)
{
	const struct reg *reg = schema_reg(s->schema, parts->reg);
	const char *title = reg && reg->title_field ? reg->title_field : "title";

	for (size_t i = 0; i < e->count; i++) {
		const char *field = strrchr(e->facts[i].name, '/') + 1;

		if (!strcmp(field, title) && e->facts[i].text)
			return arena_printf(a, W_THING, reg ? reg->one : "", e->facts[i].text);
	}
	return thing_words(s, parts, a);
}

static const char *and_more(const char *text, size_t n, struct arena *a)
{
	return n > 1 ? arena_printf(a, W_AND_MORE, text, n - 1) : text;
}

/* Of the history of one thing: what it is called is said above already. */
static const char *own_words(const struct session *s, struct arena *a, const struct entry *e,
			     const char *did)
{
	const struct entry_fact *first = &e->facts[0];

	if (did)
		return did;
	if (fact_deletes(first->name))
		return and_more(first->text ? W_DID_DELETE : W_DID_RETURN, e->count, a);
	return and_more(arena_printf(a, W_NOW, fact_label(s->schema, first->name, a),
				     fact_is_apart(s, first->name, e->person) ? W_GIVEN_APART
				     : first->erased                          ? W_ERASED_TEXT
				     : !first->text                           ? W_REMOVED
				     : first->text[0] ? fact_shown(s, first->name, first->text, a)
						      : W_LEFT_BLANK),
			e->count, a);
}

/* How a stage was closed, or whether an entry is still true, is one answer of several parts: the choice says it. */
static const char *closing_words(const struct session *s, struct arena *a,
				 const struct entry_fact *fact, const struct fact_parts *parts)
{
	const struct reg *reg = schema_reg(s->schema, parts->reg);
	struct pairs answers;

	if (!reg || reg->kind != REG_FORM || !reg->together || !fact_is_shared(reg, parts->field) ||
	    !fact->text)
		return NULL;
	answers = pairs_read(fact->text, a);
	for (size_t i = 0; i < reg->nfields; i++)
		if (reg->fields[i].type == TYPE_CHOICE)
			return arena_printf(a, W_DID_SAY, reg->title,
					    record_called(s, parts->record, a),
					    value_shown(&reg->fields[i],
							pairs_get(&answers, reg->fields[i].id), a));
	return NULL;
}

/* What an entry did, that takes nothing back; alone: in the history of one thing. */
static const char *plain_words(const struct session *s, struct arena *a, const struct entry *e,
			       bool alone)
{
	const char *many = many_words(e, a), *did, *thing;
	struct fact_parts parts;

	if (many || !e->count || !fact_parts(a, e->facts[0].name, &parts))
		return many ? many : e->action;
	if (!strcmp(e->action, ACTION_ERASE))
		return and_more(arena_printf(a, W_DID_ERASE,
					     alone ? fact_label(s->schema, e->facts[0].name, a)
						   : fact_about(s, e->facts[0].name, a)),
				e->count, a);
	if (!strcmp(e->action, ACTION_LEAVE))
		return arena_printf(a, W_DID_LEAVE, parts.record);
	many = closing_words(s, a, &e->facts[0], &parts);
	if (many)
		return many;
	if (!strcmp(e->action, "move") && e->reason)
		return alone ? arena_str(a, e->reason)
			     : arena_printf(a, W_DID_MOVE, thing_words(s, &parts, a), e->reason);
	did = whole_word(s->schema, e, &parts);
	if (alone)
		return own_words(s, a, e, did);
	thing = did && !strcmp(e->action, "make") ? made_as(s, e, &parts, a)
						  : thing_words(s, &parts, a);
	if (did)
		return arena_printf(a, W_DID_WHOLE, did, thing);
	did = schema_item(s->schema, parts.record, NULL) ||
			      schema_question(s->schema, parts.record, NULL)
		      ? W_DID_ANSWER
		      : W_DID_EDIT;
	return and_more(
		arena_printf(a, W_DID_PART, did, thing, fact_label(s->schema, e->facts[0].name, a)),
		e->count, a);
}

struct wanted {
	const struct session *s;
	struct arena *a;
	uint64_t number, undoes;
	bool alone;
	const char *words;
};

static bool take_words(void *arg, const struct entry *e)
{
	struct wanted *w = arg;

	if (e->number == w->number) {
		w->undoes = e->undoes;
		if (!e->undoes)
			w->words = plain_words(w->s, w->a, e, w->alone);
	}
	return false;
}

/* Through all that took back and put back, to what was done at first. */
static const char *first_words(const struct session *s, uint64_t number, bool alone,
			       struct arena *a)
{
	struct wanted w = { .s = s, .a = a, .number = number, .alone = alone, .words = "" };

	while (w.number) {
		w.undoes = 0;
		store_log(s->store, session_place(s), w.number - 1, take_words, &w, NULL);
		w.number = w.undoes;
	}
	return w.words;
}

const char *change_words(const struct session *s, uint64_t number, struct arena *a)
{
	return first_words(s, number, false, a);
}

const char *entry_words(const struct session *s, const struct entry *e, bool alone, struct arena *a)
{
	const char *words;
	char *small;

	if (!e->undoes)
		return plain_words(s, a, e, alone);
	words = first_words(s, e->undoes, alone, a);
	small = arena_str(a, words);
	small[0] = (char)tolower((unsigned char)small[0]);
	return arena_printf(a, strcmp(e->action, "redo") ? W_TOOK_BACK : W_PUT_BACK,
			    alone ? words : small);
}

const char *from_words(const char *from, struct arena *a)
{
	if (!strcmp(from, "local"))
		return "";
	return !strncmp(from, "ssh:", 4) ? arena_printf(a, W_FROM_SSH, from + 4)
					 : arena_printf(a, W_FROM_OTHER, from);
}

void log_columns(struct page *p, int who_cols)
{
	enum { WHEN = 24, WHO_MOST = 16, WHAT = 20 };
	int head = text_cols(W_WHO);

	who_cols = who_cols < head ? head : who_cols;
	page_column(p, W_WHEN, WHEN, WHEN);
	page_column(p, W_WHO, who_cols < WHO_MOST ? who_cols : WHO_MOST, 0);
	page_column(p, W_WHAT, WHAT, 200);
	p->column[p->ncolumns - 1].whole = true;
}

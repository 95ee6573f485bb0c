/* SPDX-License-Identifier: ISC */
/* What waits: drafts of mine, answers the templates no longer ask for. */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "typed.h"
#include "words.h"

enum { ID_ROW = 1000 };

/* Drafts of mine */

struct draft {
	const char *reg, *id, *title, *words;
	struct typed_left left; /* screen: what was in a box of that one, and of no entry */
};

struct drafts {
	struct draft *v;
	size_t n, cap;
	struct fact_parts last;
};

bool draft_begins(struct arena *a, const char *name, struct fact_parts *last)
{
	const struct fact_parts before = *last;

	if (!fact_parts(a, name, last))
		return false;
	return !before.record || strcmp(before.reg, last->reg) != 0 ||
	       strcmp(before.record, last->record) != 0;
}

/* A new entry is called by what was typed of its name. */
static bool names_new(const struct reg *reg, const struct fact_parts *parts)
{
	const struct field *title = record_title_field(reg);

	return title && !strcmp(parts->record, "new") && !strcmp(parts->field, title->id);
}

static struct draft *add_draft(struct frame *f)
{
	struct drafts *st = f->state;

	st->v = arena_grown(f->loaded, st->v, st->n, &st->cap, sizeof(*st->v));
	return &st->v[st->n++];
}

/* A draft's name is that of the fact it would become; "new" stands for an entry not saved yet. */
static bool take_draft(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	struct drafts *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	const struct fact_parts *parts = &st->last;
	const char *words = strchr(fact->text, '\n');
	bool begins = draft_begins(f->loaded, fact->name, &st->last);
	const struct reg *reg = parts->reg ? schema_reg(schema, parts->reg) : NULL;
	struct typed_left left;

	if (typed_left(fact, f->loaded, &left)) {
		if (begins)
			*add_draft(f) = (struct draft){ .title = left.screen->title,
							.words = left.text,
							.left = left };
		return true;
	}
	if (!reg || (!begins && !names_new(reg, parts)))
		return true; /* one line for each thing */
	if (begins)
		*add_draft(f) = (struct draft){
			.reg = reg->id,
			.id = parts->record,
			.title = !strcmp(parts->record, "new")
					 ? arena_printf(f->loaded, W_NEW_ENTRY, reg->one)
					 : record_called(session_of(f), parts->record, f->loaded),
		};
	words = arena_str(f->loaded, words ? words + 1 : fact->text);
	st->v[st->n - 1].words =
		fact_shown(session_of(f), arena_str(f->loaded, fact->name), words, f->loaded);
	return true;
}

static enum rc drafts_load(struct frame *f, struct err *err)
{
	struct drafts *st = f->state;
	const struct session *s = session_of(f);

	*st = (struct drafts){ 0 };
	return store_drafts(s->store, s->pid, s->actor.person, "", take_draft, f, err);
}

static void drafts_build(const struct frame *f, struct page *p)
{
	const struct drafts *st = f->state;

	app_page(f, p, NULL, NULL, W_DRAFTS_TITLE);
	for (size_t i = 0; i < st->n; i++) {
		struct row *r = page_item(p, ID_ROW + (int)i, st->v[i].title, NULL);

		r->detail = st->v[i].words;
		r->key = page_printf(p, "%s %s", st->v[i].title, st->v[i].words);
	}
	if (!st->n)
		page_text(p, W_NO_DRAFTS);
}

static void drafts_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct drafts *st = f->state;
	size_t i = row_at(e, ID_ROW);
	const struct reg *reg;

	if (e->act != ACT_OPEN || e->id < ID_ROW || i >= st->n)
		return;
	if (st->v[i].left.screen) {
		nav_open(n, st->v[i].left.screen, &st->v[i].left.args);
		return;
	}
	reg = schema_reg(session_of(f)->schema, st->v[i].reg);
	if (reg && reg->kind == REG_REGISTER)
		nav_open(n, &screen_form,
			 &(struct args){ .a = reg->id,
					 .b = strcmp(st->v[i].id, "new") ? st->v[i].id : NULL });
	else
		app_open_id(f, st->v[i].id, n);
}

const struct screen screen_drafts = {
	.name = "drafts",
	.title = "What I typed and did not save",
	.help = "Text you typed and left, or that was in a box when the line dropped. Only you see it. Open "
		"one to go on with it or to throw it away.",
	.state_size = sizeof(struct drafts),
	.load = drafts_load,
	.update = drafts_update,
	.build = drafts_build,
	.minds_all = true,
};

/* No longer asked: answers whose question is in none of the templates now */

struct gone {
	struct pair *v;
	size_t n, cap;
};

static bool is_asked(const struct schema *schema, const struct fact_parts *parts, const char *field)
{
	const struct reg *reg = schema_reg(schema, parts->reg);

	if (!strcmp(parts->reg, "it"))
		return schema_item(schema, parts->record, NULL) != NULL;
	if (!strcmp(parts->reg, "qa"))
		return schema_question(schema, parts->record, NULL) != NULL;
	return reg && (reg_field(reg, field) || !strcmp(field, "gone"));
}

static void add_gone(struct frame *f, const char *record, const char *field, const char *text)
{
	struct gone *st = f->state;

	st->v = arena_grown(f->loaded, st->v, st->n, &st->cap, sizeof(*st->v));
	st->v[st->n++] = (struct pair){
		.name = arena_printf(f->loaded, "%s, %s", record, field),
		.text = arena_str(f->loaded, text),
	};
}

static bool take_gone(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	const struct schema *schema = session_of(f)->schema;
	struct fact_parts parts;
	struct pairs answers;

	if (!fact_parts(f->loaded, fact->name, &parts) || !fact->len)
		return true;
	answers = fact_answers(facts_reg(schema, parts.reg, parts.record), parts.field, fact->text,
			       f->loaded);
	for (size_t i = 0; i < answers.n; i++)
		if (!is_asked(schema, &parts, answers.v[i].name))
			add_gone(f, parts.record, answers.v[i].name, answers.v[i].text);
	return true;
}

static enum rc no_longer_load(struct frame *f, struct err *err)
{
	struct gone *st = f->state;
	const struct session *s = session_of(f);

	*st = (struct gone){ 0 };
	return store_read(s->store, session_place(s), arena_printf(f->loaded, "%s/", s->cycle),
			  NULL, take_gone, f, err);
}

static void no_longer_build(const struct frame *f, struct page *p)
{
	const struct gone *st = f->state;

	app_page(f, p, NULL, NULL, W_NO_LONGER_ASKED);
	page_text(p, st->n ? W_NO_LONGER_ABOUT : W_NO_LONGER_NONE);
	for (size_t i = 0; i < st->n; i++)
		page_item(p, ID_ROW + (int)i, st->v[i].name, NULL)->detail = st->v[i].text;
}

static void no_longer_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f, (void)e, (void)n;
}

const struct screen screen_no_longer = {
	.name = "no-longer-asked",
	.title = "No longer asked",
	.help = "Answers to questions that a newer version of the templates dropped. They stay readable here "
		"and in exports.",
	.state_size = sizeof(struct gone),
	.load = no_longer_load,
	.update = no_longer_update,
	.build = no_longer_build,
};

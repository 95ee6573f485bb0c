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
	const char *cycle, *key, *reg, *id, *title, *words;
	const char *list, *row; /* needs/updates and 2: a line of it; list NULL: it is none */
	struct typed_left left; /* screen: what was in a box of that one, and of no entry */
};

struct drafts {
	struct draft *v;
	size_t n, cap;
	struct drafts_read read;
};

static bool is_other(const char **before, const char *now)
{
	bool other = !*before || strcmp(*before, now) != 0;

	*before = now;
	return other;
}

/*
 * An answer's is c1/ac/ac-000012/what; in a line of a list c1/ac/ac-000012/updates-2/says.
 * Lines stand among the answers of their entry, which is still one thing.
 */
bool draft_begins(struct arena *a, const char *name, struct drafts_read *d)
{
	const char *end = strrchr(name, '/');
	const char *line = end ? arena_strn(a, name, (size_t)(end - name)) : "";
	struct fact_parts parts;
	bool answer = fact_parts(a, name, &parts), known = answer || fact_parts(a, line, &parts);
	char *dash = known && !answer ? strrchr((char *)parts.field, '-') : NULL;

	d->cycle = d->reg = d->record = d->field = d->rows = d->row = NULL;
	if (!known || (!answer && !dash))
		return false;
	d->cycle = parts.cycle;
	d->reg = parts.reg;
	d->record = parts.record;
	d->field = answer ? parts.field : arena_str(a, end + 1);
	if (answer)
		return is_other(&d->thing,
				arena_printf(a, "%s/%s/%s", parts.cycle, parts.reg, parts.record));
	*dash = '\0';
	d->rows = parts.field;
	d->row = dash + 1;
	return is_other(&d->line, line);
}

bool draft_is_new(const char *record)
{
	size_t len = strlen("new");

	return !strncmp(record, "new", len) &&
	       (!record[len] || !strncmp(record + len, DRAFT_ASIDE, strlen(DRAFT_ASIDE)));
}

const char *draft_record(const char *record, struct arena *a)
{
	const char *aside = strstr(record, DRAFT_ASIDE);

	return aside ? arena_strn(a, record, (size_t)(aside - record)) : record;
}

/* No form of the cycle that is open takes it up by itself. */
static bool elsewhere(const struct frame *f, const struct draft *d)
{
	return strcmp(d->cycle, session_of(f)->cycle) != 0 || strstr(d->id, DRAFT_ASIDE);
}

/* A new entry is called by what was typed of its name. */
static bool names_new(const struct reg *reg, const struct drafts_read *d)
{
	const struct field *title = record_title_field(reg);

	return title && !d->rows && draft_is_new(d->record) && !strcmp(d->field, title->id);
}

static struct draft *add_draft(struct frame *f)
{
	struct drafts *st = f->state;

	st->v = arena_grown(f->loaded, st->v, st->n, &st->cap, sizeof(*st->v));
	return &st->v[st->n++];
}

/* One line of a list of an entry, whichever of its answers were typed. */
static bool take_line(struct frame *f, const struct reg *reg, bool begins, const char *text)
{
	struct drafts *st = f->state;
	const struct drafts_read *d = &st->read;
	const struct session *s = session_of(f);
	const struct field *rows = reg_field(reg, d->rows);

	if (!rows)
		return true; /* no longer asked */
	if (begins)
		*add_draft(f) = (struct draft){
			.cycle = d->cycle,
			.key = d->reg,
			.reg = reg->id,
			.id = d->record,
			.list = arena_printf(f->loaded, "%s/%s", reg->id, rows->id),
			.row = strcmp(d->row, "new") ? d->row : NULL,
			.words = "",
			.title = arena_printf(f->loaded, "%s: %s",
					      record_called(s, d->record, f->loaded), rows->label),
		};
	for (size_t i = 0; i < rows->nfields; i++)
		if (!strcmp(rows->fields[i].id, d->field))
			st->v[st->n - 1].words = answer_shown(s, &rows->fields[i], text, f->loaded);
	return true;
}

/* A draft's name is that of the fact it would become; "new" stands for an entry not saved yet. */
static bool take_draft(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	struct drafts *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	const struct drafts_read *d = &st->read;
	const char *words = strchr(fact->text, '\n');
	bool begins = draft_begins(f->loaded, fact->name, &st->read);
	const struct reg *reg = d->reg ? schema_reg(schema, d->reg) : NULL;
	struct typed_left left;

	if (typed_left(fact, f->loaded, &left)) {
		if (begins)
			*add_draft(f) = (struct draft){ .title = left.screen->title,
							.words = left.text,
							.left = left };
		return true;
	}
	if (!reg || (!begins && !names_new(reg, d)))
		return true; /* one line for each thing */
	words = arena_str(f->loaded, words ? words + 1 : fact->text);
	if (d->rows)
		return take_line(f, reg, begins, words);
	if (begins)
		*add_draft(f) = (struct draft){
			.cycle = d->cycle,
			.key = d->reg,
			.reg = reg->id,
			.id = d->record,
			.title = draft_is_new(d->record)
					 ? arena_printf(f->loaded, W_NEW_ENTRY, reg->one)
					 : record_called(session_of(f),
							 draft_record(d->record, f->loaded),
							 f->loaded),
		};
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
	if (elsewhere(f, &st->v[i])) {
		nav_open(
			n, &screen_draft,
			&(struct args){ .a = st->v[i].cycle, .b = st->v[i].key, .c = st->v[i].id });
		return;
	}
	reg = schema_reg(session_of(f)->schema, st->v[i].reg);
	if (st->v[i].list)
		nav_open(n, &screen_row,
			 &(struct args){ .a = st->v[i].list, .b = st->v[i].id, .c = st->v[i].row });
	else if (reg && reg->kind == REG_REGISTER)
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

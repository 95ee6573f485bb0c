/* SPDX-License-Identifier: ISC */
/* What explains: help, all actions, words, who made something and from what source. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_BOX = 1, ID_LINE = 10, ID_ROW = 1000 };

/* Help for a screen */

static const struct screen *about_screen(const struct frame *f)
{
	const struct screen *s = f->args.a ? screen_named(f->args.a) : NULL;

	return s ? s : &screen_home;
}

/*
 * Each a row of its own that takes the focus, so that arrows read the page from
 * the top. In a conversation only what can be typed as a line is of use.
 */
static void key_rows(struct page *p, const struct keybind *keys)
{
	for (; keys && keys->key; keys++) {
		char name[16];

		if (action_name(keys->act)[0] == '-')
			continue;
		key_words(keys->key, name);
		page_item(p, ID_LINE + (int)p->nrows,
			  page_printf(p, "%-10s %s", name, action_help(keys->act)), NULL)
			->drawn = name[1] != '\0';
	}
}

static const struct {
	const char *key, *does;
} plain_keys[] = {
	{ W_PLAIN_NUMBER, W_PLAIN_OPENS }, { "Enter", W_PLAIN_KEEPS },    { "<", W_PLAIN_BACK },
	{ "+ -", W_PLAIN_MORE },           { "/ ? u g q", W_PLAIN_SAME },
};

static void help_build(const struct frame *f, struct page *p)
{
	const struct screen *s = about_screen(f);

	app_page(f, p, W_HELP, NULL, s->title);
	page_item(p, ID_LINE, s->help, NULL);
	if (s->keys && s->keys->key) {
		page_head(p, W_KEYS_HERE);
		key_rows(p, s->keys);
	}
	page_head(p, W_KEYS_EVERYWHERE);
	key_rows(p, keys_common);
	page_head(p, W_KEYS_IN_BOX)->drawn = true;
	key_rows(p, keys_box);
	page_head(p, W_KEYS_PLAIN);
	for (size_t i = 0; i < sizeof(plain_keys) / sizeof(plain_keys[0]); i++)
		page_item(p, ID_LINE + (int)p->nrows,
			  page_printf(p, "%-10s %s", plain_keys[i].key, plain_keys[i].does), NULL);
	page_button(p, ID_ROW, W_GLOSSARY);
}

static void help_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_OPEN && e->id == ID_ROW)
		nav_open(n, &screen_glossary, NULL);
}

const struct screen screen_help = {
	.name = "help",
	.title = "Help",
	.help = "What a screen is for, what to do on it, and the keys that work there.",
	.update = help_update,
	.build = help_build,
};

/* More actions: everything a key can do here, to choose with Enter. Brings the action's name back. */

struct listed {
	const struct app *app;
	const struct screen *screen; /* NULL: one of the loop's own */
	const struct args *args;
	bool seen[ACTION_COUNT];
};

/* Whether an action that is no key of the screen's own does anything there. */
static bool leads_on(const struct listed *l, enum action act)
{
	switch (act) {
	case ACT_HELP:
		return l->screen != &screen_help;
	case ACT_QUIT:
	case ACT_MESSAGE:
		return true;
	case ACT_GUIDANCE:
		return l->args->n & MORE_SIDE;
	case ACT_CUT:
	case ACT_PASTE:
	case ACT_UNTYPE:
		return l->args->n & MORE_BOX;
	default:
		return app_takes(l->app, act, l->screen, l->args->b);
	}
}

static void action_row(struct listed *l, struct page *p, enum action act, const char *key)
{
	if (l->seen[act])
		return;
	l->seen[act] = true;
	page_item(p, ID_ROW + (int)act, action_help(act), key);
}

static void action_rows(struct listed *l, struct page *p, const struct keybind *keys, bool own)
{
	for (; keys && keys->key; keys++) {
		char name[16];

		if (action_name(keys->act)[0] == '-' || keys->act <= ACT_DIGIT ||
		    !(own || leads_on(l, keys->act)))
			continue; /* moving is not a thing to choose */
		key_words(keys->key, name);
		action_row(l, p, keys->act, page_printf(p, "%s", name));
	}
}

/* Where one can go from every screen, though no key does it everywhere. */
static const enum action anywhere[] = { ACT_HOME,       ACT_GLOSSARY, ACT_SOURCE,   ACT_SELF,
					ACT_INDICATORS, ACT_REPORTS,  ACT_SETTINGS, ACT_WHO };

static void more_build(const struct frame *f, struct page *p)
{
	struct listed l = { .app = app_of(f),
			    .screen = f->args.a ? screen_named(f->args.a) : NULL,
			    .args = &f->args };

	app_page(f, p, l.screen ? l.screen->title : NULL, NULL, W_MORE_TITLE);
	action_rows(&l, p, l.screen ? l.screen->keys : NULL, true);
	action_rows(&l, p, keys_common, false);
	action_rows(&l, p, keys_box, false);
	for (size_t i = 0; i < sizeof(anywhere) / sizeof(anywhere[0]); i++)
		if (leads_on(&l, anywhere[i]))
			action_row(&l, p, anywhere[i], NULL);
}

static void more_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_OPEN && e->id >= ID_ROW)
		nav_return(n, action_name((enum action)(e->id - ID_ROW)));
}

const struct screen screen_more = {
	.name = "more",
	.title = "More actions",
	.help = "Every action of the screen you came from, so that arrows, Tab, Space, Enter and Esc are "
		"enough for everything.",
	.update = more_update,
	.build = more_build,
};

/* Glossary */

struct glossary {
	struct textbox *box;
	size_t *sorted; /* all terms by their words */
	size_t *shown;
	size_t n;
	const struct term *open; /* the one that is explained in full */
};

static void narrow(struct frame *f)
{
	struct glossary *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	struct buf folded = { 0 };

	text_fold(&folded, textbox_text(st->box));
	st->n = 0;
	for (size_t i = 0; i < schema->nterms; i++) {
		const struct term *t = &schema->terms[st->sorted[i]];

		if (!folded.len || text_contains(t->word, folded.data) ||
		    (t->full && text_contains(t->full, folded.data)))
			st->shown[st->n++] = st->sorted[i];
	}
	buf_clear(&folded);
}

static int by_word(const void *va, const void *vb, void *arg)
{
	const struct term *terms = arg;

	return text_compare(terms[*(const size_t *)va].word, terms[*(const size_t *)vb].word);
}

static const struct term *term_called(const struct schema *schema, const char *id)
{
	for (size_t i = 0; id && i < schema->nterms; i++)
		if (!strcmp(schema->terms[i].id, id) || !strcmp(schema->terms[i].word, id))
			return &schema->terms[i];
	return NULL;
}

static enum rc glossary_open(struct frame *f, struct err *err)
{
	struct glossary *st = f->state;
	const struct schema *schema = session_of(f)->schema;

	(void)err;
	st->box = textbox_new(TEXT_LINE, 60);
	st->shown = arena_array(f->arena, schema->nterms, sizeof(*st->shown));
	st->sorted = arena_array(f->arena, schema->nterms, sizeof(*st->sorted));
	for (size_t i = 0; i < schema->nterms; i++)
		st->sorted[i] = i;
	if (schema->nterms)
		qsort_r(st->sorted, schema->nterms, sizeof(*st->sorted), by_word, schema->terms);
	st->open = term_called(schema, f->args.a);
	if (st->open)
		textbox_set(st->box, st->open->word);
	narrow(f);
	return RC_OK;
}

static void glossary_close(struct frame *f)
{
	struct glossary *st = f->state;

	textbox_free(st->box);
}

static void term_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct frame *f = arg;
	const struct glossary *st = f->state;
	const struct term *t = &session_of(f)->schema->terms[st->shown[i]];

	out->kind = ROW_ITEM;
	out->id = ID_ROW + (int)i;
	out->key = t->word;
	out->number = -1;
	out->text = t->full ? arena_printf(a, "%s: %s", t->word, t->full) : t->word;
	out->detail = t->meaning;
}

static void glossary_build(const struct frame *f, struct page *p)
{
	const struct glossary *st = f->state;
	struct row *r;

	app_page(f, p, W_HELP, NULL, W_GLOSSARY);
	r = page_add(p, ROW_BOX, ID_BOX, W_FIND_TYPE);
	r->box = st->box;
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = term_row;
	p->list_arg = f;
	if (!st->n)
		page_text(p, W_FIND_NOTHING);
	p->focus_id = ID_BOX;
	if (st->open) {
		p->side_title = st->open->word;
		p->side = page_printf(p, "%s%s%s\n%s\n\n# %s\n%s", st->open->full ? "# " : "",
				      st->open->full ? st->open->full : "",
				      st->open->full ? "\n" : "",
				      st->open->meaning ? st->open->meaning : "", W_SOURCE,
				      st->open->source ? source_words(session_of(f)->schema,
								      st->open->source, p->arena)
						       : W_SOURCE_OURS);
	}
}

static void glossary_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct glossary *st = f->state;
	size_t i = row_at(e, ID_ROW);

	if (e->act == ACT_TYPED)
		narrow(f);
	else if (e->act == ACT_OPEN && e->id == ID_BOX)
		nav_next(n);
	else if (e->act == ACT_OPEN && e->id >= ID_ROW && i < st->n)
		st->open = &session_of(f)->schema->terms[st->shown[i]];
}

const struct screen screen_glossary = {
	.name = "glossary",
	.title = "What words mean",
	.help = "Words and short forms used in community justice and in this program, in plain language. Type "
		"part of one to find it.",
	.state_size = sizeof(struct glossary),
	.open = glossary_open,
	.update = glossary_update,
	.build = glossary_build,
	.close = glossary_close,
};

/* Who made this and from what source */

struct made {
	const char *title, *source;
	enum basis basis;
	const struct origin *origin;
};

static struct made made_from(const struct frame *f)
{
	const struct schema *s = session_of(f)->schema;
	const char *kind = f->args.a ? f->args.a : "", *id = f->args.b ? f->args.b : "";
	const struct item *item = schema_item(s, id, NULL);
	const struct activity *activity = schema_activity(s, id, NULL);
	const struct question *question = schema_question(s, id, NULL);
	const struct reg *reg = schema_reg(s, id);
	const struct competency *competency = schema_competency(s, id);

	if (!strcmp(kind, "item") && item)
		return (struct made){ item->text, item->source, item->basis, &item->origin };
	if (!strcmp(kind, "activity") && activity)
		return (struct made){ activity->title, activity->source, activity->basis,
				      &activity->origin };
	if (!strcmp(kind, "question") && question)
		return (struct made){ question->text, question->source, question->basis,
				      &question->origin };
	if (!strcmp(kind, "register") && reg)
		return (struct made){ reg->title, reg->source, reg->basis, &reg->origin };
	if (!strcmp(kind, "competency") && competency)
		return (struct made){ competency->title, competency->source, competency->basis,
				      &competency->origin };
	return (struct made){ 0 };
}

static void source_build(const struct frame *f, struct page *p)
{
	const struct schema *s = session_of(f)->schema;
	struct made m = made_from(f);

	app_page(f, p, W_HELP, NULL, W_SOURCE_TITLE);
	if (m.title) {
		page_item(p, ID_LINE, m.title, NULL);
		page_text(p, page_printf(p, W_SOURCE_IS,
					 m.source ? source_words(s, m.source, p->arena)
						  : W_SOURCE_OURS));
		page_text(p, m.basis == BASIS_STATED ? W_BASIS_STATED : W_BASIS_OURS);
		page_text(p, page_printf(p, W_SOURCE_FILE, m.origin->file ? m.origin->file : "",
					 m.origin->line, m.origin->pack ? m.origin->pack : ""));
	}
	page_head(p, W_PACKS_IN_USE);
	for (size_t i = 0; i < s->npacks; i++) {
		const struct pack *k = &s->packs[i];

		page_text(p, page_printf(p, W_PACK_LINE, k->title ? k->title : k->id, k->id,
					 k->version));
		if (k->by)
			page_text(p, page_printf(p, W_PACK_BY, k->by));
		if (k->source)
			page_text(p, k->source);
	}
	page_text(p, W_PROGRAM_BY);
}

static void source_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f, (void)e, (void)n;
}

const struct screen screen_source = {
	.name = "source",
	.title = "Who made this",
	.help = "Where a sentence or a rule of the templates comes from: a published document, or our own "
		"expansion of one.",
	.update = source_update,
	.build = source_build,
};

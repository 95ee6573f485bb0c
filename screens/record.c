/* SPDX-License-Identifier: ISC */
/* One entry whole: its answers, what it is linked to both ways, what is worth a look. */
#include "record.h"

#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "answer.h"
#include "form.h"
#include "record_shows.h"
#include "screens.h"
#include "words.h"

#define RECORD_DELETED "deleted" /* what the screen that asks brings back */

enum {
	ID_EDIT = 1,
	ID_DELETE,
	ID_KEEP,
	ID_CHAIN,
	ID_MODEL = 500,
	ID_LOOK = 700,
	ID_FIELD = 1000,
	ID_LINK = 5000,
	ID_BESIDE = 1000000
};

struct record_state {
	const struct reg *reg;
	struct record record;
	struct link *to, *from;
	size_t nto, nfrom;
	struct besides besides;
	struct faults faults;
	bool deleting;             /* asked whether it is meant */
	const char *before;        /* what it was in an earlier cycle; NULL: it was not there */
	const char **answer;       /* of each field, in words */
	const char **child;        /* of each row */
	struct asked_item *beside; /* checklist items about its fields */
	size_t nbeside;
	struct tick_state **ticks; /* of each field that counts them */
	struct looking looking;
	const char **mark; /* of each field; NULL: nobody else changed it */
};

void record_toggle_life(struct frame *f, const struct reg *reg, const char *id, struct nav *n)
{
	const struct session *s = session_of(f);
	struct arena *a = arena_new();
	struct record r;
	struct saved saved;
	struct err err = { 0 };
	bool archived = false;
	enum rc rc = record_load(s, reg, id, a, &r, &err);

	if (rc == RC_OK) {
		archived = !strcmp(record_text(&r, "life"), "archived");
		rc = record_set_life(s, &r, archived ? "live" : "archived", &saved, &err);
	}
	app_saved(n, rc, &err, archived ? W_RESTORED : W_ARCHIVED_SAID);
	arena_free(a);
}

void ticks_rows(const struct field *field, const struct tick_state *v, struct page *p)
{
	size_t n = 0;

	for (size_t i = 0; i < field->nticks; i++)
		n += !v[i].missing;
	page_head(p, page_printf(p, W_TICKS, field->label, n, field->nticks));
	for (size_t i = 0; i < field->nticks; i++)
		page_text(p, v[i].missing ? page_printf(p, W_TICK_MISSING, v[i].label, v[i].missing)
					  : page_printf(p, W_TICK_THERE, v[i].label));
	page_gap(p);
}

static const char *field_words(const struct session *s, const struct record *r, size_t i,
			       struct arena *a)
{
	const struct field *field = &r->reg->fields[i];
	const char *shown = answer_shown(s, field, r->field[i].text, a);

	return field->computed && *shown
		       ? arena_printf(a, W_COMPUTED, shown, record_how(s, r, field, a))
		       : shown;
}

/* NE-12 "People …", as it is called there. */
static const char *before_words(const struct session *s, const struct record *r, struct arena *a)
{
	const char *from = record_text(r, FIELD_CARRIED);
	char shown[49];

	if (!*from)
		return NULL;
	id_shown(from, shown);
	return arena_printf(a, W_CARRIED_FROM, shown, record_called(s, from, a));
}

/* What may point at something is named while the store is read. */
static void words_of(struct record_state *st, const struct session *s, struct arena *a)
{
	const struct record *r = &st->record;

	st->answer = arena_array(a, st->reg->nfields + 1, sizeof(*st->answer));
	st->child = arena_array(a, r->nrows + 1, sizeof(*st->child));
	st->ticks = arena_array(a, st->reg->nfields + 1, sizeof(struct tick_state *));
	for (size_t i = 0; i < st->reg->nfields; i++) {
		st->answer[i] = field_words(s, r, i, a);
		if (st->reg->fields[i].computed == HOW_TICKS)
			st->ticks[i] = record_ticks(s, r, &st->reg->fields[i], a);
	}
	for (size_t i = 0; i < r->nrows; i++) {
		const struct field *rows = reg_field(st->reg, r->rows[i].field);

		st->child[i] = rows ? child_words(s, rows, &r->rows[i], a) : "";
	}
}

static void look_for_marks(struct frame *f)
{
	struct record_state *st = f->state;

	looking_load(app_of(f), &st->looking, &st->record, f->args.b);
	st->mark = arena_array(f->loaded, st->reg->nfields + 1, sizeof(*st->mark));
	for (size_t i = 0; st->looking.n && st->record.exists && i < st->reg->nfields; i++)
		st->mark[i] =
			looking_mark(app_of(f), &st->looking, &st->record.field[i], f->loaded);
}

static void record_close(struct frame *f)
{
	const struct record_state *st = f->state;

	looking_end(app_of(f), &st->looking);
}

static enum rc record_screen_load(struct frame *f, struct err *err)
{
	struct record_state *st = f->state;
	const struct session *s = session_of(f);
	struct err ignored = { 0 };
	enum rc rc;

	st->reg = schema_reg(s->schema, f->args.a);
	if (!st->reg)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	rc = record_load(s, st->reg, f->args.b, f->loaded, &st->record, err);
	if (rc == RC_OK)
		rc = record_links(s, &st->record, false, f->loaded, &st->to, &st->nto, err);
	if (rc == RC_OK)
		rc = record_links(s, &st->record, true, f->loaded, &st->from, &st->nfrom, err);
	if (rc != RC_OK)
		return rc;
	rc = besides_load(s, &st->record, f->loaded, &st->besides, err);
	if (rc != RC_OK)
		return rc;
	words_of(st, s, f->loaded);
	st->before = before_words(s, &st->record, f->loaded);
	look_for_marks(f);
	st->faults = (struct faults){ .arena = f->loaded };
	record_check(s, st->reg, st->record.id, NULL, 0, &st->faults,
		     &ignored); /* what is worth a look */
	return asked_items(s, st->reg, f->loaded, &st->beside, &st->nbeside, err);
}

/* What the checklists ask about a field, beside its answer. */
static void beside_rows(const struct record_state *st, const struct field *field, struct page *p)
{
	for (size_t i = 0; i < st->nbeside; i++) {
		struct row *r = st->beside[i].field == field
					? page_add(p, ROW_TEXT, -1, st->beside[i].text)
					: NULL;

		if (r) {
			r->role = ROLE_HINT;
			r->indent = 2;
		}
	}
}

static void answer_rows(const struct record_state *st, struct page *p)
{
	for (size_t i = 0; i < st->reg->nfields; i++) {
		const struct field *field = &st->reg->fields[i];
		const char *text = st->record.field[i].text;

		if (field->type == TYPE_ROWS || !text[0] || field->rank ||
		    besides_own(&st->besides, field) || (field->automatic && field->common))
			continue;
		if (st->ticks[i])
			continue; /* in lines of their own */
		if (field->type == TYPE_REF || field->type == TYPE_REFS)
			continue; /* among the links, with its title */
		page_item(p, ID_FIELD + (int)i, field->label, st->mark[i])->detail = st->answer[i];
		beside_rows(st, field, p);
	}
}

/* Of a field that has no line of its own: a link, or one that is not answered. */
static void beside_others(const struct record_state *st, struct page *p)
{
	bool begun = false;

	for (size_t i = 0; i < st->nbeside; i++) {
		const struct field *field = st->beside[i].field;
		bool link = field->type == TYPE_REF || field->type == TYPE_REFS;

		if (!link && st->record.field[field - st->reg->fields].text[0])
			continue;
		if (!begun)
			page_head(p, W_ALSO_ASKED);
		begun = true;
		page_add(p, ROW_TEXT, -1,
			 page_printf(p, "%s. %s", field->label, st->beside[i].text))
			->role = ROLE_HINT;
	}
}

static void child_rows(const struct frame *f, const struct record_state *st, struct page *p)
{
	const char *before = "";
	bool told = false;

	for (size_t i = 0; i < st->record.nrows; i++) {
		const struct child *c = &st->record.rows[i];
		const struct field *field = reg_field(st->reg, c->field);

		if (!field)
			continue;
		if (strcmp(before, c->field) != 0)
			page_head(p, field->label);
		before = c->field;
		if (!row_is_apart(session_of(f), field, c->slot.person)) {
			page_text(p, page_printf(p, "- %s", st->child[i]));
			continue;
		}
		if (!told)
			page_text(p, W_APART_ROWS);
		told = true;
	}
}

/* What stands under a heading of its own is not named again. */
static void link_rows(const struct record_state *st, const struct link *v, size_t n, int first,
		      const char *heading, struct page *p)
{
	bool begun = false;

	for (size_t i = 0; i < n; i++) {
		char shown[49];

		if (besides_have(&st->besides, v[i].id))
			continue;
		if (!begun)
			page_head(p, heading);
		begun = true;
		id_shown(v[i].id, shown);
		page_item(p, first + (int)i, page_printf(p, "%s: %s", v[i].field, v[i].title),
			  v[i].missing    ? W_MISSING
			  : v[i].archived ? W_ARCHIVED
					  : page_printf(p, "%s", shown))
			->key = page_printf(p, "%s %s", v[i].field, v[i].id);
	}
}

/* The views that show one entry of this register by itself. */
static bool is_model_of(const struct view *v, const struct reg *reg)
{
	const struct view_part *rows = view_part(v, "rows");

	return v->kind == VIEW_MODEL && rows && rows->reg && !strcmp(rows->reg, reg->id);
}

static void model_rows(const struct schema *schema, const struct reg *reg, struct page *p)
{
	for (size_t i = 0; i < schema->nviews; i++)
		if (is_model_of(&schema->views[i], reg))
			page_item(p, ID_MODEL + (int)i, schema->views[i].title, NULL);
}

/* Each can be opened: together they may be more than a small screen shows before the first answer. */
static void look_rows(const struct record_state *st, struct page *p)
{
	for (size_t i = 0; i < st->faults.n && i < ID_FIELD - ID_LOOK; i++)
		page_item(p, ID_LOOK + (int)i, page_printf(p, W_WORTH_A_LOOK, st->faults.v[i].text),
			  NULL)
			->role = ROLE_WARN;
}

static void record_build(const struct frame *f, struct page *p)
{
	const struct record_state *st = f->state;
	char shown[49];

	id_shown(st->record.id, shown);
	app_page(f, p, st->reg->title, page_printf(p, "%s", shown), st->record.title);
	if (!st->record.exists) {
		page_text(p, W_NOT_THERE);
		return;
	}
	p->title_right = !strcmp(record_text(&st->record, "life"), "archived") ? W_ARCHIVED
			 : !strcmp(record_text(&st->record, "life"), "draft")  ? W_DRAFT
									       : NULL;
	look_rows(st, p);
	looking_row(&st->looking, p);
	answer_rows(st, p);
	beside_others(st, p);
	for (size_t i = 0; i < st->reg->nfields; i++)
		if (st->ticks[i])
			ticks_rows(&st->reg->fields[i], st->ticks[i], p);
	child_rows(f, st, p);
	besides_rows(&st->besides, &st->record, ID_BESIDE, ID_FIELD, p);
	if (session_of(f)->schema->nchains)
		page_item(p, ID_CHAIN, W_CHAIN_OPEN, NULL);
	model_rows(session_of(f)->schema, st->reg, p);
	if (st->before)
		page_text(p, st->before);
	link_rows(st, st->to, st->nto, ID_LINK, W_LINKS_TO, p);
	link_rows(st, st->from, st->nfrom, ID_LINK + (int)st->nto, W_LINKS_FROM, p);
	for (size_t i = 0; i < st->record.ngone; i++) {
		if (!i)
			page_head(p, W_NO_LONGER_ASKED);
		page_text(p, page_printf(p, "%s: %s", st->record.gone[i].name,
					 st->record.gone[i].text));
	}
	page_button(p, ID_EDIT,
		    page_printf(p,
				strcmp(record_text(&st->record, "life"), "draft") ? W_CHANGE_ENTRY
										  : W_FINISH_ENTRY,
				st->reg->one));
}

static void open_link(const struct record_state *st, size_t i, struct nav *n)
{
	const struct link *l = i < st->nto ? &st->to[i] : &st->from[i - st->nto];

	if (i < st->nto + st->nfrom && l->reg && !l->missing)
		nav_open(n, &screen_record, &(struct args){ .a = l->reg->id, .b = l->id });
}

/* The question that puts it right; what is missing elsewhere is in the chain. */
static void open_look(const struct record_state *st, size_t i, struct nav *n)
{
	const char *name = i < st->faults.n ? st->faults.v[i].field : NULL;
	size_t len = name ? strcspn(name, ".") : 0;

	for (size_t k = 0; len && k < st->reg->nfields; k++) {
		const char *id = st->reg->fields[k].id;

		if (strlen(id) != len || strncmp(id, name, len) != 0)
			continue;
		nav_open(n, &screen_form,
			 &(struct args){
				 .a = st->reg->id, .b = st->record.id, .n = FORM_AT + (int)k });
		return;
	}
	nav_open(n, &screen_chain, &(struct args){ .a = st->record.id });
}

/* Asked once before an entry is deleted: it is undone as all else, but it would be missed. */

static void delete_build(const struct frame *f, struct page *p)
{
	const struct record_state *st = f->state;

	app_page(f, p, st->reg->title, NULL,
		 page_printf(p, W_DELETE_ASK, st->reg->one, st->record.title));
	page_text(p, W_DELETE_ABOUT);
	page_gap(p);
	page_item(p, ID_DELETE, W_DELETE_YES, NULL)->number = 1;
	page_item(p, ID_KEEP, W_DELETE_NO, NULL)->number = 2;
	p->focus_id = ID_KEEP;
}

static void delete_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct record_state *st = f->state;
	struct saved saved;
	struct err err = { 0 };

	if (e->act == ACT_OPEN && e->id == ID_KEEP)
		nav_back(n);
	if (e->act != ACT_OPEN || e->id != ID_DELETE)
		return;
	if (record_delete(session_of(f), &st->record, &saved, &err) == RC_OK) {
		nav_return(n, RECORD_DELETED);
	} else {
		nav_err(n, &err);
		nav_back(n);
	}
}

static const struct screen screen_delete = {
	.name = "delete",
	.needs = "REGISTER/ID",
	.title = "Delete",
	.help = W_DELETE_ABOUT,
	.state_size = sizeof(struct record_state),
	.load = record_screen_load,
	.update = delete_update,
	.build = delete_build,
};

static void record_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct record_state *st = f->state;
	const struct session *s = session_of(f);
	const struct args edit = { .a = st->reg->id, .b = st->record.id };

	if (!st->record.exists && e->act != ACT_HISTORY && e->act != ACT_RETURN)
		return; /* it was taken back while it was open, or before it was opened again */
	if (e->act == ACT_RETURN && e->text && !strcmp(e->text, RECORD_DELETED)) {
		nav_say(n, "%s", W_DELETED);
		nav_back(n);
	} else if (e->act == ACT_RETURN) {
		nav_reload(n);
	} else if (e->act == ACT_OPEN && e->id >= ID_BESIDE)
		besides_open(&st->besides, row_at(e, ID_BESIDE), n);
	else if (e->act == ACT_OPEN && e->id >= ID_LINK)
		open_link(st, row_at(e, ID_LINK), n);
	else if (e->act == ACT_OPEN && e->id >= ID_LOOK && e->id < ID_FIELD)
		open_look(st, row_at(e, ID_LOOK), n);
	else if (e->act == ACT_OPEN && e->id >= ID_MODEL && e->id < ID_LOOK)
		nav_open(n, &screen_model,
			 &(struct args){ .a = s->schema->views[e->id - ID_MODEL].id,
					 .b = st->record.id });
	else if (e->act == ACT_OPEN && e->id >= ID_FIELD)
		nav_open(n, &screen_form,
			 &(struct args){
				 .a = edit.a, .b = edit.b, .n = FORM_AT + e->id - ID_FIELD });
	else if (e->act == ACT_CHAIN || (e->act == ACT_OPEN && e->id == ID_CHAIN))
		nav_open(n, &screen_chain, &(struct args){ .a = st->record.id });
	else if (e->act == ACT_EDIT || e->act == ACT_OPEN)
		nav_open(n, &screen_form, &edit);
	else if (e->act == ACT_COPY)
		nav_open(n, &screen_form, &(struct args){ .a = st->reg->id, .c = st->record.id });
	else if (e->act == ACT_ARCHIVE)
		record_toggle_life(f, st->reg, st->record.id, n);
	else if (e->act == ACT_DELETE)
		nav_open(n, &screen_delete, &edit);
	else if (e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/", s->cycle,
							   st->reg->key, st->record.id) });
	else if (e->act == ACT_SOURCE)
		nav_open(n, &screen_source, &(struct args){ .a = "register", .b = st->reg->id });
}

static const struct keybind keys[] = {
	{ 'e', ACT_EDIT, "change" },     { 'k', ACT_COPY, "copy" },
	{ 'l', ACT_CHAIN, "chain" },     { 'z', ACT_ARCHIVE, "archive or restore" },
	{ TK_DELETE, ACT_DELETE, NULL }, KEYBIND_END
};

const struct screen screen_record = {
	.name = "record",
	.needs = "REGISTER/ID",
	.title = "Entry",
	.help = "One entry with all its answers, what it points at and what points at it. Open a link to "
		"follow it, or what is worth a look to put it right; Esc leads back. Archive what is no "
		"longer current: it stays readable and can be restored.",
	.keys = keys,
	.state_size = sizeof(struct record_state),
	.load = record_screen_load,
	.update = record_update,
	.build = record_build,
	.close = record_close,
	.loads_on_return = true,
	.keep_place = true,
};

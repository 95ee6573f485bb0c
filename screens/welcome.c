/* SPDX-License-Identifier: ISC */
/* The first start: our partnership, the sample one, or one that is here already. */
#include <string.h>

#include "app.h"
#include "screens.h"
#include "words.h"
#include "years.h"

enum { ID_START = 1, ID_SAMPLE, ID_NAME, ID_JOIN = 100 };

struct there {
	const char *pid, *name;
};

struct welcome {
	struct typed typed;
	struct textbox *name; /* how others see this person; asked once */
	struct there *v;
	size_t n;
};

static bool note_partnership(void *arg, const char *pid, const char *name)
{
	struct frame *f = arg;
	struct welcome *st = f->state;
	struct there *v = arena_array(f->loaded, st->n + 1, sizeof(*v));

	if (!name[0])
		return true; /* its making was taken back */
	if (st->n)
		memcpy(v, st->v, st->n * sizeof(*v));
	v[st->n] = (struct there){ arena_str(f->loaded, pid), arena_str(f->loaded, name) };
	st->v = v;
	st->n++;
	return true;
}

static enum rc welcome_load(struct frame *f, struct err *err)
{
	struct welcome *st = f->state;
	struct app *app = app_of(f);

	if (!st->name)
		st->name = typed_box(&st->typed, f, "name", 60,
				     app->session.shown ? app->session.shown : "");
	st->n = 0;
	if (app->kiosk) /* whose partnerships are here is for their members to know */
		return RC_OK;
	return store_partnerships(app->session.store, note_partnership, f, err);
}

static void welcome_close(struct frame *f)
{
	struct welcome *st = f->state;

	typed_close(&st->typed);
}

static void welcome_build(const struct frame *f, struct page *p)
{
	const struct welcome *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	struct row *r;

	p->place = W_PROGRAM;
	p->alone = !session_of(f)->pid;
	p->title = W_WELCOME;
	page_text(p, W_WELCOME_ABOUT);
	page_gap(p);
	page_item(p, ID_START, W_START_OURS, NULL)->number = 1;
	if (schema->nsamples) {
		r = page_item(p, ID_SAMPLE, W_LOOK_AROUND, NULL);
		r->number = 2;
		r->detail = schema->samples[0].marked;
	}
	for (size_t i = 0; i < st->n; i++) {
		r = page_item(p, ID_JOIN + (int)i, page_printf(p, W_JOIN, st->v[i].name), NULL);
		r->number = i < 7 ? (int)i + 3 : -1;
	}
	page_gap(p);
	typed_row(&st->typed, p, ID_NAME, W_YOUR_NAME, st->name)->hint = W_YOUR_NAME_HINT;
	p->focus_id = ID_START;
	if (app_of(f)->start_message)
		p->message = app_of(f)->start_message;
}

/* The name others see; a person who leaves it blank goes by the account's. */
static bool keep_name(struct frame *f, struct nav *n)
{
	struct welcome *st = f->state;

	typed_done(&st->typed); /* here it is known by the account; afterwards by the name */
	return app_name_person(app_of(f), textbox_text(st->name), n);
}

static void enter(struct frame *f, const char *pid, struct nav *n)
{
	struct app *app = app_of(f);
	struct err err = { 0 };

	if (app_enter(app, arena_str(app->arena, pid), NULL, &err) != RC_OK)
		nav_err(n, &err);
	else
		nav_replace(n, &screen_home, NULL);
}

static void look_around(struct frame *f, struct nav *n)
{
	struct app *app = app_of(f);
	const struct schema *schema = app->session.schema;
	struct faults faults = { .arena = f->loaded };
	struct err err = { 0 };
	const char *pid;

	if (partnership_sample(&app->session, schema->samples[0].id, app->arena, &pid, &faults,
			       &err) != RC_OK)
		nav_err(n, &err);
	else
		enter(f, pid, n);
}

static void join(struct frame *f, size_t i, struct nav *n)
{
	struct welcome *st = f->state;
	struct app *app = app_of(f);
	struct err err = { 0 };

	if (partnership_join(&app->session, st->v[i].pid, &err) != RC_OK)
		nav_err(n, &err);
	else
		enter(f, st->v[i].pid, n);
}

static void welcome_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct welcome *st = f->state;
	size_t i = row_at(e, ID_JOIN);

	typed_event(&st->typed, e, n);
	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_NAME) {
		nav_focus(n, ID_START);
		return;
	}
	if (!keep_name(f, n))
		return;
	if (e->id == ID_START)
		nav_open(n, &screen_start, NULL);
	else if (e->id == ID_SAMPLE)
		look_around(f, n);
	else if (e->id >= ID_JOIN && i < st->n)
		join(f, i, n);
}

const struct screen screen_welcome = {
	.name = "welcome",
	.title = "Welcome",
	.help = "Start the record of your partnership, look around in an invented one first, or join one that "
		"is already on this server. You can look around and start your own later.",
	.state_size = sizeof(struct welcome),
	.load = welcome_load,
	.update = welcome_update,
	.build = welcome_build,
	.close = welcome_close,
};

/* Starting our partnership: name, areas, partners, years; all on one page */

enum { ID_PNAME = 1, ID_FIRST, ID_LAST, ID_MAKE, ID_PERSON, ID_AREA = 1000, ID_PARTNER = 2000 };

struct start {
	struct typed typed;
	struct textbox *name;
	struct textbox *person; /* how others see who starts it */
	struct years years;
	const struct field *areas, *partners;
	bool *area, *partner;
	const char *error; /* beside the name */
};

static enum rc start_open(struct frame *f, struct err *err)
{
	struct start *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	const struct reg *pp = schema_reg(schema, "partnership"),
			 *pa = schema_reg(schema, "partners");
	int year = date_year(session_of(f)->today);

	st->areas = pp ? reg_field(pp, "areas") : NULL;
	st->partners = pa ? reg_field(pa, "statutory_role") : NULL;
	if (!st->areas || !st->partners)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, "partners");
	st->name = typed_box(&st->typed, f, "name", 80, "");
	years_open(&st->years, &st->typed, f, year, year + 3);
	st->person = typed_box(&st->typed, f, "person", 60,
			       session_of(f)->shown ? session_of(f)->shown : "");
	st->area = arena_array(f->arena, st->areas->noptions, sizeof(bool));
	st->partner = arena_array(f->arena, st->partners->noptions, sizeof(bool));
	for (size_t i = 0; i < st->partners->noptions; i++)
		st->partner[i] = true; /* the law lists them; untick what does not apply */
	return RC_OK;
}

static void start_close(struct frame *f)
{
	struct start *st = f->state;

	typed_close(&st->typed);
}

static void tick_rows(const struct field *field, const bool *on, int first_id, struct page *p)
{
	for (size_t i = 0; i < field->noptions; i++) {
		struct row *r;

		if (strstr(field->options[i].label, W_INVENTED))
			continue; /* for the sample alone */
		r = page_add(p, ROW_TICK, first_id + (int)i, field->options[i].label);
		r->on = on[i];
		r->inline_group = true;
	}
}

/* What does not fit, a line for each box; Enter there leads to it. */
static void start_errors(const struct start *st, struct page *p)
{
	const char *const error[] = { st->error, st->years.error[0], st->years.error[1] };
	static const int box[] = { ID_PNAME, ID_FIRST, ID_LAST };
	bool begun = false;

	for (size_t i = 0; i < 3; i++) {
		if (!error[i])
			continue;
		if (!begun)
			page_add(p, ROW_TEXT, -1, W_PROBLEM)->role = ROLE_ERROR;
		begun = true;
		page_add(p, ROW_ERROR, -1, error[i])->target = box[i];
	}
	if (begun)
		page_gap(p);
}

static void start_build(const struct frame *f, struct page *p)
{
	const struct start *st = f->state;
	struct row *r;

	p->place = W_PROGRAM;
	p->alone = !session_of(f)->pid;
	p->title = W_START_OURS;
	start_errors(st, p);
	r = typed_row(&st->typed, p, ID_PNAME, W_PARTNERSHIP_NAME, st->name);
	r->hint = W_PARTNERSHIP_NAME_HINT;
	r->error = st->error;
	page_head(p, W_WHICH_AREAS);
	tick_rows(st->areas, st->area, ID_AREA, p);
	page_head(p, W_WHICH_PARTNERS);
	tick_rows(st->partners, st->partner, ID_PARTNER, p);
	years_rows(&st->years, ID_FIRST, p);
	/* the first screen has it too, below the choice that leads here: it is easily passed by */
	typed_row(&st->typed, p, ID_PERSON, W_YOUR_NAME, st->person)->hint = W_YOUR_NAME_HINT;
	page_button(p, ID_MAKE, W_START_MAKE);
	p->focus_id = st->error || years_error(&st->years) >= 0 ? -1 : ID_PNAME;
}

static struct names ticked(const struct field *field, const bool *on, struct arena *a)
{
	struct names n = { .v = arena_array(a, field->noptions, sizeof(*n.v)) };

	for (size_t i = 0; i < field->noptions; i++)
		if (on[i])
			n.v[n.n++] = field->options[i].id;
	return n;
}

static void make(struct frame *f, struct nav *n)
{
	struct start *st = f->state;
	struct app *app = app_of(f);
	struct err err = { 0 };
	const char *pid;
	int year[2] = { 0 };
	bool fits = years_take(f, &st->years, year);
	struct new_partnership made = {
		.name = textbox_text(st->name),
		.areas = ticked(st->areas, st->area, f->arena),
		.partners = ticked(st->partners, st->partner, f->arena),
		.first_year = year[0],
		.last_year = year[1],
	};

	st->error = made.name[strspn(made.name, " ")] ? NULL : W_ENTER_PARTNERSHIP;
	if (!st->error && fits && !app_name_person(app, textbox_text(st->person), n))
		return;
	if (!st->error && fits &&
	    partnership_make(&app->session, &made, app->arena, &pid, &err) != RC_OK) {
		nav_err(n, &err);
		st->error = arena_str(f->arena, err.text);
	}
	if (st->error || !fits) {
		nav_top(n);
		return;
	}
	typed_done(&st->typed);
	if (app_enter(app, pid, NULL, &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	nav_replace(n, &screen_home, NULL);
}

static void start_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct start *st = f->state;
	bool pick = e->act == ACT_TICK || e->act == ACT_OPEN;

	typed_event(&st->typed, e, n);
	if (pick && e->id >= ID_PARTNER)
		st->partner[e->id - ID_PARTNER] = !st->partner[e->id - ID_PARTNER];
	else if (pick && e->id >= ID_AREA)
		st->area[e->id - ID_AREA] = !st->area[e->id - ID_AREA];
	else if (e->act == ACT_OPEN && e->id == ID_MAKE)
		make(f, n);
	else if (e->act == ACT_OPEN)
		nav_next(n);
}

const struct screen screen_start = {
	.name = "start",
	.title = "Start our partnership",
	.help = "The name of your partnership, the council areas it covers, the partners the law names, and the "
		"years of this cycle. All of it can be changed later.",
	.state_size = sizeof(struct start),
	.open = start_open,
	.update = start_update,
	.build = start_build,
	.close = start_close,
};

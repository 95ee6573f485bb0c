/* SPDX-License-Identifier: ISC */
#include "lib_pages.h"

#include <stdio.h>
#include <string.h>

static void note(struct test_app *app, const struct event *e)
{
	if (app->nacts < sizeof(app->acts) / sizeof(app->acts[0])) {
		app->ids[app->nacts] = e->id;
		app->acts[app->nacts++] = e->act;
	}
	if (e->act == ACT_OPEN)
		app->opened = e->id;
}

static enum rc count_load(struct frame *f, struct err *err)
{
	struct test_app *app = f->app;

	(void)err;
	app->loads++;
	app->changed = false;
	return RC_OK;
}

/* The cycle map */

static void home_build(const struct frame *f, struct page *p)
{
	static const struct {
		const char *name, *line, *done, *status;
	} stages[] = {
		{ "Get ready", "Vision, scope, who decides", "2 of 2 done", "Completed" },
		{ "Analyse", "What people need and what there is", "2 of 4 done", "In progress" },
		{ "Plan", "Gaps, priorities, service design", "1 of 4 done", "In progress" },
		{ "Deliver", "Run, watch and improve services", "0 of 3 done", "Not started" },
		{ "Review", "What changed and what to do next", "0 of 2 done", "Not started" },
	};
	static const struct {
		const char *text;
		char letter;
	} tools[] = { { "Workshop", 'w' },
		      { "Indicators", 'i' },
		      { "Self-assessment", 's' },
		      { "Reports", 'r' },
		      { "History", 'h' } };

	(void)f;
	p->place = "Strathfinlay (invented) > Cycle 2026 to 2029";
	p->who = "coord-1, coordinator";
	p->title = "Where the work has got to";
	p->title_right = "14 May 2026";
	page_column(p, NULL, 12, 0);
	page_column(p, NULL, 20, 34);
	page_column(p, NULL, 11, 13);
	for (int i = 0; i < 5; i++) {
		struct row *r = page_item(p, TP_OPEN + i, stages[i].name, stages[i].status);

		r->number = i;
		r->cell[0] = stages[i].line;
		r->cell[1] = stages[i].done;
	}
	page_text(p, "After Review, a new cycle starts at Analyse.");
	page_gap(p);
	page_item(p, TP_OPEN + 5, "Carry on where you left off: Plan, gap \"Housing on release\"",
		  NULL)
		->number = 5;
	page_gap(p);
	for (int i = 0; i < 5; i++) {
		struct row *r = page_item(p, TP_TOOL + i, tools[i].text, NULL);

		r->letter = tools[i].letter;
		r->inline_group = true;
	}
	p->message = "Everything is saved.";
}

static void home_update(struct frame *f, const struct event *e, struct nav *n)
{
	note(f->app, e);
	if (e->act == ACT_OPEN && e->id == TP_OPEN)
		nav_open(n, &tp_form, NULL);
	if (e->act == ACT_OPEN && e->id == TP_OPEN + 1)
		nav_open(n, &tp_table, NULL);
	if (e->act == ACT_OPEN && e->id == TP_OPEN + 2)
		nav_open(n, &tp_gone, NULL);
	if (e->act == ACT_OPEN && e->id == TP_OPEN + 3)
		nav_open(n, &tp_long, NULL);
	if (e->act == ACT_BACK)
		nav_quit(n);
}

static const struct keybind home_keys[] = { { 'i', ACT_INDICATORS, NULL },
					    { 'r', ACT_REPORTS, "reports" },
					    KEYBIND_END };

const struct screen tp_home = { .name = "home",
				.title = "Cycle map",
				.help = "The map.",
				.keys = home_keys,
				.load = count_load,
				.update = home_update,
				.build = home_build };

/* A form with all kinds of rows, an error and guidance */

struct form {
	struct textbox *name, *note;
	int chosen;
	bool on[3], error;
	const char *picked;
};

static enum rc form_open(struct frame *f, struct err *err)
{
	struct form *s = f->state;

	(void)err;
	s->name = textbox_new(TEXT_LINE, 200);
	s->note = textbox_new(TEXT_LONG, 8000);
	return RC_OK;
}

static void form_close(struct frame *f)
{
	struct form *s = f->state;

	textbox_free(s->name);
	textbox_free(s->note);
}

static void form_build(const struct frame *f, struct page *p)
{
	const struct form *s = f->state;
	static const char *const answers[] = { "Not started", "In progress", "Done",
					       "Not needed here" };
	static const char *const areas[] = { "East", "West", "Whole area" };
	struct row *r;

	p->place = "Strathfinlay > Analyse > Map services";
	p->who = "coord-1, coordinator";
	p->title = "Have you asked third sector partners to check the list?";
	p->title_right = "3 of 7";
	if (s->error) {
		page_add(p, ROW_TEXT, -1, "There is a problem")->role = ROLE_ERROR;
		page_add(p, ROW_ERROR, -1, "Enter who will do this action")->target = TP_NAME;
	}
	for (int i = 0; i < 4; i++) {
		r = page_add(p, ROW_RADIO, TP_CHOICE + i, answers[i]);
		r->on = s->chosen == i;
		r->inline_group = true;
	}
	r = page_add(p, ROW_BOX, TP_NAME, "Who will do it?");
	r->box = s->name;
	r->hint = "For example, a partner";
	r->error = s->error ? "Enter who will do this action" : NULL;
	page_head(p, "Where");
	for (int i = 0; i < 3; i++)
		page_add(p, ROW_TICK, TP_TICK + i, areas[i])->on = s->on[i];
	r = page_item(p, TP_OPEN, "Lead partner", NULL);
	r->detail = s->picked ? s->picked : "Nothing chosen yet";
	r = page_add(p, ROW_AREA, TP_NOTE, "What is in place?");
	r->box = s->note;
	r->lines = 3;
	page_button(p, TP_SAVE, "Save and go to 4 of 7");
	page_button(p, TP_SAVE + 1, "Back to the list");
	p->side_title = "Why this matters";
	p->side =
		"A list made by statutory partners alone often misses charities.\n\n"
		"# What good looks like\n- each provider has seen its entry\n- the date of the check is "
		"written down\n\n# Ask the room\nWho have we not heard from?";
}

static void form_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct form *s = f->state;
	struct test_app *app = f->app;

	note(app, e);
	if (e->act == ACT_HANGUP)
		app->kept++;
	if (e->act == ACT_RETURN) {
		s->picked = app->returned = arena_str(f->arena, e->text);
		nav_say(n, "Chosen: %s", e->text);
	}
	if (e->act != ACT_OPEN && e->act != ACT_TICK)
		return;
	if (e->kind == ROW_RADIO) {
		s->chosen = e->id - TP_CHOICE;
		if (e->act == ACT_OPEN)
			nav_next(n);
	} else if (e->kind == ROW_TICK) {
		s->on[e->id - TP_TICK] = !s->on[e->id - TP_TICK];
		nav_reload(n);
	} else if (e->act == ACT_TICK) {
		return;
	} else if (e->id == TP_NAME) {
		s->error = textbox_text(s->name)[0] == '\0';
		if (s->error)
			nav_top(n);
		else
			nav_next(n);
	} else if (e->id == TP_OPEN) {
		nav_open(n, &tp_pick, &(struct args){ .a = "partners" });
	} else if (e->id == TP_SAVE) {
		nav_say(n, "Saved.");
		nav_back(n);
	}
}

const struct screen tp_form = { .name = "form",
				.title = "Item",
				.help = "An item.",
				.state_size = sizeof(struct form),
				.open = form_open,
				.close = form_close,
				.load = count_load,
				.update = form_update,
				.build = form_build,
				.keep_place = true };

/* A register of ten thousand rows */

static void table_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	static const char *const names[] = { "Arrest referral", "Housing options adviser",
					     "Restorative justice",
					     "Sgioba ath-shlànachaidh Ghàidhlig" };
	static const char *const by[] = { "Health", "Council", "Third sector" };
	static const char *const status[] = { "Running", "Ending", "Paused" };
	const struct test_app *app = arg;

	i += (size_t)app->first_id;
	out->id = 1000 + (int)i;
	out->text = i < 4 ? names[i] : arena_printf(a, "%s %zu", names[i % 4], i + 1);
	out->cell[0] = by[i % 3];
	out->cell[1] = i % 2 ? "East" : "All";
	out->cell[2] = status[i % 3];
}

static void table_build(const struct frame *f, struct page *p)
{
	const struct test_app *app = f->app;

	p->place = "Strathfinlay > Services";
	p->who = "coord-1, coordinator";
	p->title = "Services";
	p->title_right = "10,000 services, sorted by name, no filter";
	page_column(p, "Service", 16, 0);
	page_column(p, "Run by", 8, 16);
	page_column(p, "Area", 5, 8);
	page_column(p, "Status", 8, 10);
	p->list_n = 10000 - (size_t)app->first_id;
	p->list_row = table_row;
	p->list_arg = app;
	p->side = "One line for each service.";
}

static void table_update(struct frame *f, const struct event *e, struct nav *n)
{
	note(f->app, e);
	if (e->act == ACT_NEW)
		nav_say(n, "New for row %d", e->id);
}

static const struct keybind table_keys[] = { { 'n', ACT_NEW, "new" },
					     { 'f', ACT_FILTER, "filter" },
					     { 'o', ACT_ORDER, "order" },
					     KEYBIND_END };

const struct screen tp_table = { .name = "table",
				 .title = "Services",
				 .help = "All services.",
				 .keys = table_keys,
				 .load = count_load,
				 .update = table_update,
				 .build = table_build,
				 .keep_place = true };

/* Much to read and nothing to choose */

static void long_build(const struct frame *f, struct page *p)
{
	(void)f;
	p->place = "Help";
	p->title = "Help for this screen";
	for (int i = 1; i <= 30; i++)
		page_text(p,
			  page_printf(
				  p,
				  "Paragraph %d says what there is to say about the thing that is "
				  "done here, and how to go about it when it is not yet done.",
				  i));
}

const struct screen tp_long = {
	.name = "long", .title = "Long", .help = "Long.", .build = long_build
};

static void pick_build(const struct frame *f, struct page *p)
{
	p->title = f->args.a;
	page_item(p, 1, "Council", NULL)->number = 1;
	page_item(p, 2, "Health board", NULL)->number = 2;
}

static void pick_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_OPEN)
		nav_return(n, e->id == 1 ? "Council" : "Health board");
}

const struct screen tp_pick = {
	.name = "pick", .title = "Pick", .help = "Pick.", .build = pick_build, .update = pick_update
};

static enum rc gone_load(struct frame *f, struct err *err)
{
	const struct test_app *app = f->app;

	return app->denies ? err_set(err, RC_NOT_ALLOWED, "this is for a coordinator")
			   : err_set(err, RC_NOT_FOUND, "there is no need NE-99");
}

const struct screen tp_gone = {
	.name = "gone", .title = "Gone", .help = "Gone.", .load = gone_load, .build = pick_build
};

static void more_build(const struct frame *f, struct page *p)
{
	p->title = page_printf(p, "More actions for %s", f->args.a);
	page_item(p, ACT_NEW, "New entry", "n")->number = 1;
	page_item(p, ACT_UNDO, "Undo", "u")->number = 2;
	page_item(p, ACT_CUT, "Cut this line of the text", NULL)->number = 3;
}

static void more_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_OPEN)
		nav_return(n, action_name((enum action)e->id));
}

const struct screen tp_more = { .name = "more",
				.title = "More actions",
				.help = "More.",
				.build = more_build,
				.update = more_update };

static void help_build(const struct frame *f, struct page *p)
{
	p->title = page_printf(p, "Help for %s", f->args.a);
	page_text(p, "What this screen is for.");
}

const struct screen tp_help = {
	.name = "help", .title = "Help", .help = "Help.", .build = help_build
};

/* Hooks */

static bool changed(void *arg)
{
	const struct test_app *app = arg;

	return app->changed;
}

static void action(void *arg, struct frame *f, const struct event *e, struct nav *n)
{
	struct test_app *app = arg;

	(void)f;
	app->last = e->act;
	if (e->act == ACT_UNDO && app->denies)
		nav_err(n, &(struct err){ .rc = RC_NOT_ALLOWED, .text = "undo is for others" });
	else if (e->act == ACT_UNDO)
		nav_say(n, "Taken back.");
}

static void refused(void *arg, const struct screen *s)
{
	struct test_app *app = arg;
	size_t n = strlen(app->noted);

	snprintf(app->noted + n, sizeof(app->noted) - n, "%s ", s->name);
}

static void left(void *arg, const struct frame *f)
{
	struct test_app *app = arg;

	snprintf(app->told, sizeof(app->told), "%s", f->screen->name);
}

void tp_hooks(struct test_app *app, struct ui_hooks *out)
{
	*app = (struct test_app){ .opened = -1 };
	*out = (struct ui_hooks){ .app = app,
				  .changed = changed,
				  .action = action,
				  .left = left,
				  .refused = refused,
				  .help = &tp_help,
				  .more = &tp_more };
}

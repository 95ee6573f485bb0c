/* SPDX-License-Identifier: ISC */
#include "app.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../core/records/presence.h"
#include "../core/store/keys.h"
#include "../core/store/audit.h"
#include "form.h"
#include "screens.h"
#include "words.h"

/* "Strathfinlay" of "Strathfinlay Community Justice Partnership": the rest is the same for all. */
static const char *short_name(const struct app *app, struct page *p)
{
	static const char same[] = " Community Justice Partnership";
	size_t len = app->name ? strlen(app->name) : 0, tail = sizeof(same) - 1;

	if (!app->name)
		return W_PROGRAM;
	if (len > tail && !strcmp(app->name + len - tail, same))
		return page_printf(p, "%.*s", (int)(len - tail), app->name);
	return app->name;
}

/* "Coordinator, coordinator" says it twice. */
static const char *who(const struct session *s, struct page *p)
{
	enum { NAME_COLS = 28 };
	const char *name = s->shown && s->shown[0] ? s->shown : s->actor.person;
	const char *role = member_word(s->actor.role);
	size_t len = strlen(name), fits = text_fit(name, len, NAME_COLS);

	if (!strcasecmp(name, role))
		return page_printf(p, "%s", name);
	if (fits < len)
		name = page_printf(p, "%.*s\xe2\x80\xa6", (int)text_fit(name, len, NAME_COLS - 1),
				   name);
	return page_printf(p, "%s, %s", name, role);
}

void app_page(const struct frame *f, struct page *p, const char *one, const char *two,
	      const char *title)
{
	const struct app *app = app_of(f);
	const struct session *s = &app->session;

	p->place = page_printf(p, "%s%s%s%s%s%s", short_name(app, p), app->sample ? W_INVENTED : "",
			       one ? " > " : "", one ? one : "", two ? " > " : "", two ? two : "");
	p->alone = !s->pid;
	if (s->actor.person && s->pid)
		p->who = who(s, p);
	p->title = title;
}

void app_log_open(struct app *app)
{
	if (!app->logs)
		sitelog_open();
	app->logs = true;
}

void app_log(const struct app *app, enum sitelog_event what)
{
	if (app->logs)
		sitelog(what);
}

void app_sign_in(struct app *app)
{
	struct session *s = &app->session;

	if (!app->shared || app->signed_in || !s->pid)
		return;
	app->signed_in = true; /* tried once: it is no reason to keep anybody out */
	audit_note(s->store, s->pid, &s->actor, AUDIT_SIGN_IN, "", NULL);
}

void app_sign_out(struct app *app)
{
	struct session *s = &app->session;

	if (app->signed_in)
		audit_note(s->store, s->pid, &s->actor, AUDIT_SIGN_OUT, "", NULL);
}

void app_note(const struct frame *f, const char *event, const char *what)
{
	const struct session *s = session_of(f);

	if (s->store && s->pid)
		audit_note(s->store, s->pid, &s->actor, event, what, NULL);
}

void app_saved(struct nav *n, enum rc rc, const struct err *err, const char *what)
{
	if (rc != RC_OK) {
		nav_err(n, err);
		return;
	}
	if (what)
		nav_say(n, "%s", what);
	nav_reload(n);
}

bool app_name_person(struct app *app, const char *shown, struct nav *n)
{
	struct session *s = &app->session;
	struct person p;
	struct err err = { 0 };

	if (!shown[0])
		shown = s->actor.person ? s->actor.person : W_SOMEBODY;
	if (store_person_put(s->store, s->uid, s->actor.person, shown, app->arena, &p, &err) !=
	    RC_OK) {
		nav_err(n, &err);
		return false;
	}
	s->actor.person = p.name;
	s->shown = p.shown;
	return true;
}

void app_say_clash(const struct session *s, const struct clash *c, struct nav *n)
{
	struct arena *a = arena_new();
	struct pairs people = people_called(s, a);

	nav_say(n, W_UNDO_CLASH,
		c->theirs.person && c->theirs.person[0] ? person_called(&people, c->theirs.person)
							: W_SOMEBODY_ELSE);
	arena_free(a);
}

/* Undo and redo reach over screens and over restarts: the log knows. */

static void take_back(struct app *app, struct nav *n, uint64_t number, const char *done,
		      const char *nothing)
{
	struct session *s = &app->session;
	struct arena *a = arena_new();
	struct clash_list clashes = { .arena = a };
	struct saved saved;
	const char *what = number ? change_words(s, number, a) : "";
	struct err err = { 0 };
	enum rc rc;

	if (!number) {
		nav_say(n, "%s", nothing);
	} else {
		rc = record_undo(s, number, NULL, &clashes, &saved, &err);
		if (rc == RC_CONFLICT && clashes.n)
			app_say_clash(s, &clashes.v[0], n);
		else
			app_saved(n, rc, &err, arena_printf(a, "%s %s", done, what));
	}
	arena_free(a);
}

static void undo(struct app *app, struct nav *n)
{
	struct session *s = &app->session;

	take_back(app, n, store_undoable(s->store, session_place(s), s->actor.person), W_UNDONE,
		  W_NOTHING_TO_UNDO);
}

static void redo(struct app *app, struct nav *n)
{
	struct session *s = &app->session;

	take_back(app, n, store_redoable(s->store, session_place(s), s->actor.person), W_REDONE,
		  W_NOTHING_TO_REDO);
}

/* Where an action leads from any screen. */
static const struct {
	enum action act;
	const struct screen *screen;
	const char *a;
} ways[] = {
	{ ACT_FIND, &screen_find, NULL },
	{ ACT_GLOSSARY, &screen_glossary, NULL },
	{ ACT_HISTORY, &screen_history, NULL },
	{ ACT_SETTINGS, &screen_settings, NULL },
	{ ACT_REPORTS, &screen_reports, NULL },
	{ ACT_SELF, &screen_self, NULL },
	{ ACT_INDICATORS, &screen_series, "indicators" },
	{ ACT_NEW_ACTION, &screen_form, "actions" },
	{ ACT_SOURCE, &screen_source, NULL },
	{ ACT_SAVE_FILE, &screen_save_file, "everything" },
	{ ACT_WHO, &screen_who, NULL },
};

/* A screen does not lead to itself. */
static bool is_here(const struct screen *screen, const char *a, size_t way)
{
	const char *there = ways[way].a ? ways[way].a : "";

	return ways[way].screen == screen && !strcmp(a ? a : "", there);
}

bool app_takes(const struct app *app, enum action act, const struct screen *screen, const char *a)
{
	if (!app->session.pid)
		return false; /* before a partnership is chosen there is nothing to go to */
	if (act == ACT_UNDO || act == ACT_REDO)
		return true;
	if (act == ACT_HOME)
		return screen != &screen_home;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (ways[i].act == act)
			return !is_here(screen, a, i);
	return false;
}

static void on_action(void *arg, struct frame *f, const struct event *e, struct nav *n)
{
	struct app *app = arg;

	if (!app_takes(app, e->act, f->screen, f->args.a))
		return;
	if (e->act == ACT_UNDO)
		undo(app, n);
	else if (e->act == ACT_REDO)
		redo(app, n);
	else if (e->act == ACT_HOME)
		nav_home(n);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct args args = { .a = ways[i].a };

		if (ways[i].act != e->act)
			continue;
		if (ways[i].screen == &screen_form && f->screen == &screen_record)
			form_begin_with(&args, f);
		nav_open(n, ways[i].screen, &args);
	}
}

void app_look_at_me(void *arg)
{
	struct app *app = arg;
	struct session *s = &app->session;
	struct arena *a = arena_new();
	enum member role = MEMBER_NONE;
	const char *org = NULL, *shown = s->pid ? person_entered(s, s->actor.person, a) : NULL;

	if (shown && (!s->shown || strcmp(shown, s->shown) != 0))
		s->shown = arena_str(app->arena, shown);
	if (s->pid &&
	    store_role(s->store, s->pid, s->actor.person, a, &role, &org, NULL) == RC_OK &&
	    role != MEMBER_NONE &&
	    (role != s->actor.role ||
	     strcmp(org ? org : "", s->actor.org ? s->actor.org : "") != 0)) {
		s->actor.role = role;
		s->actor.org = org ? arena_str(app->arena, org) : NULL;
	}
	arena_free(a);
}

static void on_begun(void *arg, struct ui *u)
{
	((struct app *)arg)->ui = u;
}

static bool on_changed(void *arg)
{
	struct app *app = arg;

	app_sign_in(app);
	return app->session.store && sight_moved(&app->sight, &app->session);
}

static void on_load(void *arg, const struct frame *f)
{
	struct app *app = arg;

	if (app->session.store)
		sight_take(&app->sight, &app->session, f->screen->minds_all);
}

static void on_rest(void *arg)
{
	struct app *app = arg;

	if (app->session.store)
		store_rest(app->session.store);
	mem_rest();
}

static const char *on_trouble(void *arg)
{
	return store_trouble(((struct app *)arg)->session.store);
}

void app_tell_presence(const struct app *app, const char *place)
{
	const struct session *s = &app->session;
	const char *show = settings_text(app->settings, SETTING_WHO);
	struct present me = { .from = s->actor.from,
			      .place = place && !strcmp(show, "place") ? place : "",
			      .since_ms = app->since_ms };

	if (!app->since_ms)
		return;
	if (strcmp(show, "no") != 0) {
		me.person = s->actor.person;
		me.pid = s->pid;
	}
	presence_tell(app->data_dir, &me);
}

/* What a person thinks of themselves is nobody's to follow. */
static bool is_private(const struct screen *s)
{
	return s == &screen_self || s == &screen_rating;
}

static void on_left(void *arg, const struct frame *f)
{
	struct app *app = arg;
	const struct session *s = &app->session;
	struct arena *a;
	const char *place;

	if (!s->pid || !f->screen->keep_place)
		return;
	a = arena_new();
	place = arena_printf(a, "%s\n%s\n%s", f->screen->name, f->args.a ? f->args.a : "",
			     f->args.b ? f->args.b : "");
	/* losing the place is no loss of work, so a failure is let go */
	store_note_put(s->store, s->pid, s->actor.person, "place", place, NULL);
	app_tell_presence(app, is_private(f->screen) ? NULL : place);
	arena_free(a);
}

static void on_refused(void *app, const struct screen *s)
{
	const struct session *in = &((struct app *)app)->session;

	app_log(app, SITELOG_ROLE);
	if (in->store && in->pid)
		audit_note(in->store, in->pid, &in->actor, AUDIT_REFUSED, s->title, NULL);
}

void app_hooks(struct app *app, struct ui_hooks *out)
{
	*out = (struct ui_hooks){
		.app = app,
		.begun = on_begun,
		.changed = on_changed,
		.loads = on_load,
		.trouble = on_trouble,
		.catch_up = app_look_at_me,
		.rest = on_rest,
		.action = on_action,
		.refused = on_refused,
		.left = on_left,
		.help = &screen_help,
		.more = &screen_more,
	};
}

/* Entering a partnership */

static bool note_name(void *arg, const char *pid, const char *name)
{
	struct app *app = arg;

	if (!strcmp(pid, app->session.pid))
		app->name = arena_str(app->arena, name);
	return true;
}

const char *const *app_pack_dirs(struct app *app, size_t *n)
{
	const char **dirs = arena_array(app->arena, 2, sizeof(*dirs));

	dirs[0] = settings_text(app->settings, SETTING_PACKS);
	dirs[1] = arena_printf(app->arena, "%s/packs", app->data_dir ? app->data_dir : ".");
	*n = 2;
	return dirs;
}

/* What was refused is said on the first screen; the last good packs serve on. */
static void tell_refused(struct app *app, const struct pack_faults *refused)
{
	const struct pack_fault *f = refused->v;

	if (refused->n)
		app->start_message =
			arena_printf(app->arena, W_PACK_REFUSED, f->file, f->line, f->text);
}

void app_forget(struct app *app)
{
	kept_drop(&app->kept_attention);
	kept_drop(&app->kept_retention);
	kept_drop(&app->kept_figures);
	app_unseen_drop(app);
}

static enum rc open_packs(struct app *app, const struct names *bound, struct err *err)
{
	struct pack_faults refused = { .arena = app->arena };
	struct packs *packs;
	size_t n;
	const char *const *dirs = app_pack_dirs(app, &n);
	enum rc rc = packs_open(&packs, dirs, n, bound, app->cache, &refused, err);

	if (rc != RC_OK)
		return rc;
	app_forget(app);
	packs_close(app->packs);
	app->packs = packs;
	app->session.schema = packs_schema(packs);
	tell_refused(app, &refused);
	return RC_OK;
}

/* The pack versions a cycle started with: "cairn 1" a line. */
static enum rc bind_packs(struct app *app, struct err *err)
{
	struct session *s = &app->session;
	struct fact fact;
	struct names bound;
	const char *name = arena_printf(app->arena, "%s/cy/%s/packs", s->cycle, s->cycle);
	enum rc rc = store_get(s->store, session_place(s), name, app->arena, &fact, err);

	if (rc == RC_NOT_FOUND) {
		err_clear(err);
		return app->packs ? RC_OK : open_packs(app, NULL, err);
	}
	if (rc != RC_OK)
		return rc;
	bound = value_lines(fact.text, app->arena);
	return open_packs(app, &bound, err);
}

enum rc app_enter(struct app *app, const char *pid, const char *cycle, struct err *err)
{
	struct session *s = &app->session;
	struct fact fact;
	enum rc rc;

	if (!pid)
		return app->packs ? RC_OK : open_packs(app, NULL, err);
	rc = session_enter(s, pid, cycle, app->arena, err);
	if (rc != RC_OK)
		return rc;
	rc = bind_packs(app, err);
	if (rc != RC_OK)
		return rc;
	app->cycle_title = s->cycle;
	if (store_get(s->store, session_place(s),
		      arena_printf(app->arena, "%s/cy/%s/title", s->cycle, s->cycle), app->arena,
		      &fact, NULL) == RC_OK)
		app->cycle_title = fact.text;
	app_tell_presence(app, NULL);
	app_unseen_drop(app);
	app->sample = store_get(s->store, session_place(s),
				arena_printf(app->arena, "-/pp/%s/sample", pid), app->arena, &fact,
				NULL) == RC_OK &&
		      !strcmp(fact.text, "yes");
	return store_partnerships(s->store, note_name, app, err);
}

void app_open_id(const struct frame *f, const char *id, struct nav *n)
{
	const struct schema *schema = session_of(f)->schema;
	char prefix[9];
	const struct reg *reg = id && id_prefix(id, prefix) ? schema_reg(schema, prefix) : NULL;

	if (reg && reg->kind == REG_REGISTER)
		nav_open(n, &screen_record, &(struct args){ .a = reg->id, .b = id });
	else if (id && schema_item(schema, id, NULL))
		nav_open(n, &screen_item, &(struct args){ .a = id });
	else if (id && schema_question(schema, id, NULL))
		nav_open(n, &screen_question, &(struct args){ .a = id });
	else if (id && schema_activity(schema, id, NULL))
		nav_open(n, &screen_activity, &(struct args){ .a = id });
}

enum rc app_attention(struct app *app, const struct attention **out, struct err *err)
{
	struct kept *k = &app->kept_attention;
	enum rc rc = RC_OK;

	if (!kept_still(k, &app->session))
		rc = attention_load(&app->session, false, k->arena, &app->attention, err);
	if (rc != RC_OK)
		kept_drop(k);
	*out = &app->attention;
	return rc;
}

enum rc app_retention(struct app *app, const struct retention **out, struct err *err)
{
	struct kept *k = &app->kept_retention;
	enum rc rc = RC_OK;

	if (!kept_still(k, &app->session))
		rc = retention_load(&app->session, false, k->arena, &app->retention, err);
	if (rc != RC_OK)
		kept_drop(k);
	*out = &app->retention;
	return rc;
}

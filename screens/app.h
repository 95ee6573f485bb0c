/* SPDX-License-Identifier: ISC */
/*
 * app - what every screen can reach: who is here, the store, the settings
 */
#ifndef SCREENS_APP_H
#define SCREENS_APP_H

#include "../config/pack.h"
#include "../config/settings.h"
#include "../core/base/sitelog.h"
#include "../core/plan/attention.h"
#include "../core/plan/retention.h"
#include "../core/records/called.h"
#include "../core/records/unseen.h"
#include "../core/records/work.h"
#include "../tui/screen.h"
#include "figures.h"
#include "kept.h"
#include "sight.h"

struct app {
	struct session session;
	struct settings *settings;
	struct packs *packs;
	struct arena *arena; /* what lives as long as the run */
	const char *data_dir;
	bool kiosk;                 /* the service account, for a person it names with --as */
	bool shared;                /* others rely on this store: who comes and goes is noted */
	bool signed_in;             /* that is done */
	bool logs;                  /* app_log_open was called */
	bool console;               /* the service account itself, at the machine */
	const char *cache;          /* folder of what can be worked out again; NULL: none */
	const char *start_message;  /* shown once on the first screen; NULL: none */
	const char *name;           /* of the partnership */
	const char *cycle_title;    /* "2024-25 to 2028-29" */
	bool sample;                /* this partnership is invented */
	struct kept kept_attention; /* what needs attention, as long as it is so */
	struct attention attention; /* in its memory */
	struct sight sight;         /* what the front screen was loaded from */
	struct kept kept_retention; /* what is kept for too long, as long as it is so */
	struct retention retention; /* in its memory */
	struct ui *ui; /* to say something in the middle of a save; NULL: no screen is open */
	struct kept kept_figures; /* what the first screen counts */
	struct figures figures;
	struct arena *unseen_arena; /* NULL: not looked at yet */
	struct unseen unseen;       /* in it */
	int64_t since_ms;           /* the screens were opened; 0: this run is a command */
};

static inline struct app *app_of(const struct frame *f)
{
	return f->app;
}

static inline const struct session *session_of(const struct frame *f)
{
	return &app_of(f)->session;
}

/*
 * app_attention - what needs attention in the whole partnership; worked out again only when
 * something is stored. Memory: until the next call
 */
enum rc app_attention(struct app *app, const struct attention **out, struct err *err);
/* app_retention - the same of what is kept for longer than the templates say */
enum rc app_retention(struct app *app, const struct retention **out, struct err *err);
/* app_forget - what is kept of the answers; it names parts of the templates */
void app_forget(struct app *app);
/* app_page - place, person, title: what every page begins with; one and two may be NULL */
void app_page(const struct frame *f, struct page *p, const char *one, const char *two,
	      const char *title);
/* app_takes - does an action lead anywhere from that screen, whose own keys do not take it */
bool app_takes(const struct app *app, enum action act, const struct screen *screen, const char *a);
/*
 * app_place - the title of a place that was written down, "Map services", with what opens it again
 *
 * NULL: there is none, or it is gone. Memory: args and the title, in the arena
 */
const char *app_place(const struct frame *f, const char *place, struct args *args,
		      const struct screen **screen, struct arena *a);
/* app_hooks - the hooks of ui_run for a whole run */
void app_hooks(struct app *app, struct ui_hooks *out);
/* app_enter - the packs the cycle is bound to, the person's role: ready to work; cycle NULL: the newest */
enum rc app_enter(struct app *app, const char *pid, const char *cycle, struct err *err);
/* row_at - which row of a list an event is for, where the first has that id; (size_t)-1: none of them */
static inline size_t row_at(const struct event *e, int first)
{
	return e->id < first ? (size_t)-1 : (size_t)e->id - (size_t)first;
}

/* report_screen - where a report is read: one that tells what changed has a screen of its own */
const struct screen *report_screen(const struct report *r);
/* app_open_id - whatever an id names: an entry, an item, a question, an activity */
void app_open_id(const struct frame *f, const char *id, struct nav *n);

/*
 * app_unseen - what others changed since this person last looked, people by what they are called
 *
 * Memory: until the next call. Nothing where it cannot be read.
 */
const struct unseen *app_unseen(struct app *app);
void app_unseen_drop(struct app *app); /* the next call looks anew, and memory is given back */
/* app_looked - this person saw it as it was at that number of the log; app_looked_all: everything */
void app_looked(struct app *app, const char *id, uint64_t upto);
void app_looked_all(struct app *app, uint64_t upto);
/* An open entry: what was changed in it since its person looked before, as long as it is open. */
struct looking {
	const char *id;
	uint64_t since, upto; /* numbers in the log; upto 0: it was never loaded */
	size_t n;             /* answers that others changed */
	const char *person;   /* who changed the last of them, and when */
	int64_t ms;
};
/* looking_load - with each load of the screen; id lives as long as its frame */
void looking_load(struct app *app, struct looking *l, const struct record *r, const char *id);
/* looking_mark - the mark of one answer of it; NULL: nobody else changed it */
const char *looking_mark(const struct app *app, const struct looking *l, const struct slot *slot,
			 struct arena *a);
void looking_row(const struct looking *l, struct page *p);  /* in words above the answers */
void looking_end(struct app *app, const struct looking *l); /* the screen closes */
/* app_mark - "* Ann", or "new, Ann", beside what somebody else changed; NULL: there is nothing to say */
const char *app_mark(const struct changed *c, struct arena *a);
struct drafts_read { /* in their order */
	/* of the last one; reg NULL: it is none of an answer */
	const char *cycle, *reg, *record, *field;
	const char *rows,
		*row; /* the list that the answer's line is in, "2" or "new"; NULL: in none */
	const char *thing, *line; /* what the last answer and the last line were of */
};
/* draft_begins - another thing, or another line of a list, begins with this one */
bool draft_begins(struct arena *a, const char *name, struct drafts_read *d);
bool draft_is_new(const char *record); /* of an entry that is not saved yet */
/* draft_record - the entry that the drafts are about: ne-000012 of what is kept beside it as well */
const char *draft_record(const char *record, struct arena *a);
/* app_look_at_me - my role, organisation and name as they are now; arg: the app */
void app_look_at_me(void *arg);
/* app_name_person - how others see this person, kept for the account; false when it could not be kept */
bool app_name_person(struct app *app, const char *shown, struct nav *n);
/* app_say_clash - that somebody changed what was to be taken back */
void app_say_clash(const struct session *s, const struct clash *c, struct nav *n);
/*
 * app_sign_in - notes in the audit of a shared store that this person came in; once, and not
 * before the first screen stands. app_sign_out - that they left
 */
void app_sign_in(struct app *app);
void app_sign_out(struct app *app);
/* app_log - a line in the computer's log, once app_log_open has connected to it: of a store that is shared */
void app_log_open(struct app *app);
void app_log(const struct app *app, enum sitelog_event what);
/* app_note - the same of something taken out */
void app_note(const struct frame *f, const char *event, const char *what);
/* app_saved - says on the message line what a save came to, and loads again when it went in */
void app_saved(struct nav *n, enum rc rc, const struct err *err, const char *what);
#define HISTORY_SINCE "since" /* args.b of the history: what others changed since I last looked */
/* change_words - what entry `number` of the log did, as the history tells it; "" when there is none */
const char *change_words(const struct session *s, uint64_t number, struct arena *a);
/* entry_words - the same of an entry that is read; alone: in the history of the thing it is about */
const char *entry_words(const struct session *s, const struct entry *e, bool alone,
			struct arena *a);
/* from_words - where a change came from, as the end of a sentence; "" on the machine itself */
const char *from_words(const char *from, struct arena *a);
/* log_columns - when, who, what of a list of changes: the last has what the others leave, and is whole */
void log_columns(struct page *p, int who_cols);
struct fact_parts;
/* thing_words - what a fact is of: need "Housing on release", "Have you asked …?", the partnership */
const char *thing_words(const struct session *s, const struct fact_parts *parts, struct arena *a);
/* fact_about - 'need "Housing on release": How serious' of the name of a fact */
const char *fact_about(const struct session *s, const char *name, struct arena *a);
/* app_tell_presence - what others who ask are told of this person; place may be NULL */
void app_tell_presence(const struct app *app, const char *place);
/* app_pack_dirs - folders of site packs, strongest last; count in *n */
const char *const *app_pack_dirs(struct app *app, size_t *n);

#endif

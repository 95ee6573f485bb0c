/* SPDX-License-Identifier: ISC */
/*
 * record - one record of a register, or the answers about one thing
 *
 * A record of a register (NE-12), a checklist item's answer, a question's
 * answer, a cycle's dates are all the same here: facts under one name,
 * described by a struct reg. Rules are checked where things are saved, so that
 * screens, plain mode, command line and import cannot differ.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include "session.h"
#include "ticks.h"
#include "value.h"

#define CYCLE_COMMON "-" /* the cycle of what belongs to the partnership */

struct slot {              /* what is stored for one field */
	const char *text;  /* stored form; "" when blank or never answered */
	struct version at; /* number 0: never answered */
	const char *person;
	int64_t ms;
};

struct child { /* child row of a TYPE_ROWS field */
	const char *field;
	const char *name; /* 1, 2, … */
	struct pairs values;
	struct slot slot;
};

struct record {
	const struct reg *reg;
	const char *id; /* stored form: ne-000012; item or question id for a form */
	const char *cycle;
	const char *title;  /* what it is called in lists; never NULL */
	struct slot *field; /* one for each reg->fields; those that share a fact have its version */
	struct slot *fact;  /* the same with the whole text of the fact that holds the field */
	struct child *rows; /* by field and number */
	size_t nrows;
	size_t nrows_all;  /* with those behind them that were taken out: their text is "" */
	struct pair *gone; /* answers the templates no longer ask for */
	size_t ngone;
	bool exists, deleted;
	const char *versions; /* of every fact, as deleting it names them */
	struct slot deletion; /* the mark of a deleted record */
};

/*
 * record_load - a record of the session's cycle ("-" where the register is common)
 *
 * One that is not there comes back as RC_OK with exists false and blank
 * answers, as every checklist item does before it is answered.
 */
enum rc record_load(const struct session *s, const struct reg *reg, const char *id, struct arena *a,
		    struct record *out, struct err *err);
/* in a picture that is open already */
enum rc record_load_in(struct view *v, const struct session *s, const struct reg *reg,
		       const char *id, struct arena *a, struct record *out);
const char *record_text(const struct record *r, const char *field); /* stored; "" */
const char *record_shown(const struct record *r, const char *field, struct arena *a);
/*
 * What each person gives apart is shown to others when they look at it together
 * (session.together); before that to nobody else, neither here nor in what goes out.
 *
 * row_is_apart       - is a row that this person wrote kept from who looks now
 * fact_is_apart      - the same of a fact: c1/de/de-000001/scores.3
 * record_keep_apart  - takes such rows out of a record that was loaded to be shown; how many
 */
bool row_is_apart(const struct session *s, const struct field *f, const char *person);
bool fact_is_apart(const struct session *s, const char *fact, const char *person);
size_t record_keep_apart(const struct session *s, struct record *r);
/* record_how - how a computed answer comes about: "High 3 × 2 + Medium 2"; "" of any other */
const char *record_how(const struct session *s, const struct record *r, const struct field *f,
		       struct arena *a);
/* record_ticks - of a field that counts ticks: each with what it is missing; see core/ticks.h */
struct tick_state *record_ticks(const struct session *s, const struct record *r,
				const struct field *f, struct arena *a);
/* record_find - NE-12, in the session's cycle first, then the other cycles; an item's or a
 * question's id as well; err: RC_NOT_FOUND */
enum rc record_find(const struct session *s, const char *typed, struct arena *a, struct record *out,
		    struct err *err);

/*
 * record_find_former - as record_find, and one that was deleted or taken back, in whichever cycle
 * it was; of that one the register, the id and the cycle alone are filled in
 */
enum rc record_find_former(const struct session *s, const char *typed, struct arena *a,
			   struct record *out, struct err *err);

/* A fault or warning about a record that is to be saved. */
struct fault {
	const char *field; /* NULL: the whole record */
	const char *text;  /* one sentence with the way out */
	enum level level;
};

struct faults {
	struct arena *arena;
	struct fault *v;
	size_t n;
};

/* faults_add - field and text are copied */
void faults_add(struct faults *f, const char *field, enum level level, const char *text);
/* faults_personal - warns where a free text looks as if it could identify somebody; text may be NULL */
void faults_personal(struct faults *f, const char *field, const char *label, const char *text);

struct put {               /* one answer to save */
	const char *field; /* or "scores.+" / "scores.2" for rows */
	const char *text;  /* stored form (value_parse has been through it) */
	struct version seen;
};

/*
 * record_save - make or change a record: all answers or none
 *
 * id       NULL: a new record, whose id comes back in saved->id
 * action   "make", "edit", "tick", … as in store.h
 * faults   every rule that is broken (LEVEL_REFUSE) and every warning; may be NULL
 *
 * Required fields and refuse rules bind a record that is or becomes live; a
 * draft may lack them, but what is there must fit. Automatic fields are no
 * answers: a put to one is refused, but for those by which the program says
 * what it did itself (life, carried_from, packs, sample, stood_open). A new record is live unless
 * a put says otherwise, and starts with the fields' initial answers. What a put
 * does not change is not written; when nothing is left, saved->number is 0.
 *
 * Errors:  RC_INVALID  faults (and err: the first) say which
 *          else as store_save
 */
enum rc record_save(const struct session *s, const struct reg *reg, const char *id,
		    const char *action, const struct put *puts, size_t n, struct faults *faults,
		    struct clash_list *clashes, struct saved *out, struct err *err);
/*
 * record_check - the same rules without saving, for "check answers" and warnings on a card
 *
 * RC_OK whatever the rules say: faults tells.
 */
enum rc record_check(const struct session *s, const struct reg *reg, const char *id,
		     const struct put *puts, size_t n, struct faults *faults, struct err *err);
/* record_set_life - archive, restore; RC_CONFLICT when it moved on */
enum rc record_set_life(const struct session *s, const struct record *r, const char *life,
			struct saved *out, struct err *err);
/* record_delete - only when nothing points at it; else RC_INVALID and err names the users */
enum rc record_delete(const struct session *s, const struct record *r, struct saved *out,
		      struct err *err);
/*
 * record_undo - store_undo, in the partnership's place, by the rules that a save has
 *
 * Errors:  RC_INVALID  something points at what would be gone, a title or what is
 *                      unique is taken by now, or another rule would be broken
 *          else as store_undo
 */
enum rc record_undo(const struct session *s, uint64_t number, const char *reason,
		    struct clash_list *clashes, struct saved *out, struct err *err);
/* record_title_field - the field that names records of a register; NULL when titles are derived */
const struct field *record_title_field(const struct reg *reg);
/* record_copy_puts - what "duplicate" starts with: all answers but the ones that must be unique */
size_t record_copy_puts(const struct record *r, struct arena *a, struct put **out);

/* Links, both directions */
struct link {
	const char *id; /* the record at the other end, stored form */
	const char *title;
	const char *field;     /* label of the field that links */
	const struct reg *reg; /* of the other end */
	bool archived, missing;
};
/* record_links - what r points at, then (back true) what points at r */
enum rc record_links(const struct session *s, const struct record *r, bool back, struct arena *a,
		     struct link **out, size_t *n, struct err *err);

/*
 * record_formers - entries of the session's cycle that were deleted or taken back, as each answer last was
 *
 * Those of which all was removed for good are left out.
 */
enum rc record_formers(const struct session *s, const struct reg *reg, struct arena *a,
		       struct record **out, size_t *n, struct err *err);

/* restricted_read - of all entries that are restricted, or were when they were taken back, what the names of their facts begin with */
enum rc restricted_read(const struct session *s, struct arena *a, struct names *out,
			struct err *err);
/* record_title_told - what an entry is called where it goes out: what it leads to and is restricted goes by its id */
enum rc record_title_told(const struct session *s, const char *id, struct arena *a,
			  const char **out, struct err *err);
bool restricted_fact(const struct names *all, const char *fact); /* begins with one of them */
bool restricted_entry(const struct names *all, const char *id);  /* one of them is of it */

/* Lists of a register */
enum life_filter { LIFE_LIVE, LIFE_ARCHIVED, LIFE_ALL }; /* LIVE has drafts too */

struct listing {
	const struct reg *reg;
	const struct field **column; /* as asked for */
	size_t ncolumns;
	struct list_row {
		const char *id;
		const char *title;
		const char *life;
		const char **cell; /* stored texts */
	} * row;
	size_t n, all;              /* shown after the filter, and altogether */
	struct list_titles *titles; /* of what the columns point at */
};

struct list_query {
	const struct names *columns; /* NULL: reg->columns */
	const char *order;           /* field id; NULL: reg->order, else by id */
	bool descending;
	enum life_filter life;
	const char *contains;     /* folded part of any shown column or the title */
	const struct cond *where; /* fields of the record */
	size_t nwhere;
	const char *cycle; /* NULL: the session's */
	const char *only;  /* this record alone; NULL: all */
};
/* list_load - in one read; 10,000 records within 50 ms */
enum rc list_load(const struct session *s, const struct reg *reg, const struct list_query *q,
		  struct arena *a, struct listing *out, struct err *err);
/* in a picture that is open already */
enum rc list_load_in(struct view *v, const struct session *s, const struct reg *reg,
		     const struct list_query *q, struct arena *a, struct listing *out);
/*
 * list_title_beside - a title that is put together, but for the field that points at what it is
 * shown beside; the columns have to hold the fields that it is put together from
 */
const char *list_title_beside(const struct listing *l, const struct list_row *row,
			      const char *field, struct arena *a);
/* list_shown - a cell as people read it, references under the titles of what they point at */
const char *list_shown(const struct listing *l, const struct list_row *row, size_t column,
		       struct arena *a);
size_t list_count(const struct session *s, const struct reg *reg, enum life_filter life);

/*
 * What a fact holds: nobody but these tells. Most hold the answer that they are
 * named after. Some are shared and hold name=value lines: "row" every own field
 * of a register that is together ("close" of the form close), and "state" of a
 * checklist item where it stands with its reason, which is kept `with` it.
 */
const char *field_fact(const struct reg *reg, const struct field *f); /* its name */
bool field_is_shared(const struct reg *reg, const struct field *f);
bool fact_is_shared(const struct reg *reg, const char *name); /* reg may be NULL */
bool field_in_fact(const struct reg *reg, const char *field, const char *fact);
/* fact_answers - field and stored text of each answer of a fact; reg NULL: not known any more */
struct pairs fact_answers(const struct reg *reg, const char *name, const char *text,
			  struct arena *a);
/* fact_answer - that of one field; "" when the fact has none */
const char *fact_answer(const struct reg *reg, const char *name, const char *text,
			const char *field, struct arena *a);
/* answers_facts - the other way round: names and texts of the facts that answers go into, shared ones
 * first, as it is they that the history names; those of fields that are not asked any more too */
struct pairs answers_facts(const struct reg *reg, const struct pair *v, size_t n, struct arena *a);
/* fact_puts - what saves a fact as a whole: every field that it holds, blank ones too */
size_t fact_puts(const struct reg *reg, const char *name, const char *text, struct version seen,
		 struct arena *a, struct put **out);
/* facts_reg - what describes the facts c1/<key>/<id>/…; an item's form is that of its list; NULL: none */
const struct reg *facts_reg(const struct schema *s, const char *key, const char *id);
/* fact_deletes - it marks a deleted entry: what it holds is for the store, and no text of anybody's */
bool fact_deletes(const char *fact);
/* fact_label - of c1/ne/ne-000012/severity "How serious", of a row what the register calls one */
const char *fact_label(const struct schema *s, const char *fact, struct arena *a);
/*
 * What people read of an answer, with what it points at under its title. Each
 * reads the store: for a load, not for a build.
 *
 * record_called - "Housing on release" of ne-000012, the words of an item or a question; NE-12 of nothing
 * answer_shown  - value_shown with titles for ids
 * fact_shown    - the same of a fact; of a shared one "Value: 12; Status: final"
 */
const char *record_called(const struct session *s, const char *id, struct arena *a);
const char *answer_shown(const struct session *s, const struct field *f, const char *stored,
			 struct arena *a);
const char *fact_shown(const struct session *s, const char *fact, const char *text,
		       struct arena *a);

bool conds_hold(const struct cond *c, size_t n, const struct record *r);

#endif

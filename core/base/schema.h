/* SPDX-License-Identifier: ISC */
/*
 * schema - what a template pack says, as plain structs
 *
 * config/ fills them from YAML; core/ and screens/ only read them. A schema is
 * read-only and lives as long as the pack it came from. Lists are arrays with
 * a count beside them; text that was left out is NULL, a list that was left
 * out is NULL with a count of 0.
 * Source: cairn-template(5)
 */
#ifndef CORE_SCHEMA_H
#define CORE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { /* name lengths. Source: cairn-template(5), NAMES */
       CYCLE_NAME_MAX = 16,
       REG_NAME_MAX = 8,
       RECORD_NAME_MAX = 48,
       FIELD_NAME_MAX = 40,
};

struct names {
	const char **v;
	size_t n;
};

/* Whether a line states its source or is our own expansion of it. */
enum basis { BASIS_STATED, BASIS_OURS };

struct origin {           /* of every entry, filled by the reader */
	const char *pack; /* id of the pack that holds it, "cairn" */
	const char *file;
	int line;
};

enum field_type {
	TYPE_TEXT,   /* one line, up to 120 characters */
	TYPE_LONG,   /* up to 4,000 characters */
	TYPE_DATE,   /* 2027-03-31 */
	TYPE_PERIOD, /* 2024-04-01 2025-03-31 */
	TYPE_MONEY,  /* pounds with two decimals: 12345.00 */
	TYPE_INT,
	TYPE_NUM,
	TYPE_PCT,    /* 0.0 to 100.0 */
	TYPE_CHOICE, /* one of options; stores its id */
	TYPE_MULTI,  /* several, one a line, in the order of options */
	TYPE_BOOL,   /* yes, no */
	TYPE_YEAR,   /* a reporting year, 2024-25 */
	TYPE_URL,
	TYPE_REF,   /* ne-000012 */
	TYPE_REFS,  /* several, one a line */
	TYPE_GROUP, /* fields that are one fact: name=value lines */
	TYPE_ROWS,  /* child rows, one fact each */
};

/* field_type_words - as a template writes each */
extern const char *const field_type_words[TYPE_ROWS + 1];

struct option {
	const char *id; /* stored; in a plain YAML list also the label */
	const char *label;
	const char *hint;
};

/* All conditions of a list must hold. Fields name the same record's. */
struct cond {
	const char *field;
	struct names is; /* one of these; "*" any answer; "" none */
};

/*
 * How a field that nobody is asked comes about; see core/computed.h.
 * Source: cairn-template(5), COMPUTED FIELDS
 */
enum how {
	HOW_NONE,
	HOW_SUM,     /* of its parts, each times its weight */
	HOW_PRODUCT, /* of its parts */
	HOW_BAND,    /* the band of a table that its one part falls into */
	HOW_TICKS,   /* how many of its ticks are there */
	HOW_QUARTER, /* the quarter of the reporting year that its one part, a date, lies in */
};

struct addend { /* a part of what a computed field is worked out from */
	const char *field;
	double weight; /* 0 or more; 1 when it is not said */
	bool weight_set;
	struct pair *points; /* of a choice: what each word counts; else the number itself */
	size_t npoints;
};

struct tick { /* something that is looked at whether it is there; see core/ticks.h */
	const char *label;
	struct rule *rules; /* of the same entry alone; one that is broken says what is missing */
	size_t nrules;
};

struct field {
	const char *id;
	const char *label;
	const char *heading; /* above a column of a table; NULL: the label */
	const char *hint;    /* one sentence under the label */
	const char *example;
	enum field_type type;
	bool required;    /* before a record may be live */
	bool wanted;      /* a warning when it is missing */
	bool not_known;   /* "not known" may be answered; stored as "not known" */
	bool append_only; /* rows: added, never changed */
	bool together;    /* group: one fact */
	bool automatic;   /* set by the program, never asked; what is computed always is */
	bool rank;     /* text: its place on a board, set there and never asked; see core/rank.h */
	bool apart;    /* rows: each person's own, shown to others once they gave theirs */
	bool personal; /* long text that carries the "leave out names" hint; default for long */
	bool min_set, max_set;
	double min, max;
	const char *unit;
	const char *initial;      /* what a new record starts with */
	const char *section;      /* heading of a whole form before this field */
	const char *scale;        /* choice: options are a rating scale's levels */
	const char *options_from; /* multi, choice: "areas" (the partnership's councils), "years" */
	struct option *options;
	size_t noptions;
	struct names to; /* ref, refs: register ids; "*" any */
	struct cond *required_when;
	size_t nrequired_when;
	struct cond *shown_when;
	size_t nshown_when;
	struct cond *reason_when; /* as stored: changing an answer then asks for a reason */
	size_t nreason_when;
	const char *with; /* a choice beside it whose fact holds this answer too, as its reason */
	struct field *fields; /* group, rows */
	size_t nfields;
	enum how computed;
	struct addend *of; /* computed: its parts */
	size_t nof;
	struct tick *ticks; /* ticks: in their order */
	size_t nticks;
	const char *table; /* band: id of the table */
	const char *at; /* band: the date field that says which row holds; NULL or blank: today */
	const char *source;
	enum basis basis;
	struct origin origin;
	bool common; /* one of the fields every record has */
};

enum check {
	CHECK_NOT_BEFORE,   /* fields[1] is on or after fields[0] */
	CHECK_NOT_FUTURE,   /* field is today or earlier (period: its end) */
	CHECK_WITHIN_CYCLE, /* field lies inside the cycle's dates */
	CHECK_HAS_ROWS,     /* field (rows) has at least `least` rows */
	CHECK_NO_CYCLE,     /* field's references never lead back */
	CHECK_ONE_OF,       /* exactly one of fields is answered */
	CHECK_SOME_OF,      /* at least one of fields is answered */
	CHECK_NONE_OF,      /* fields are left blank */
	CHECK_OLDER_THAN,   /* field's date is more than `months` ago, or blank */
	CHECK_ENDS_WITHIN,  /* field's date is less than `months` ahead */
	CHECK_NO_OVERLAP,   /* field (period) of no other record with the same fields[] overlaps */
	CHECK_BIG_CHANGE, /* field differs by more than `percent` from the one before (same fields[]) */
	CHECK_IS,         /* field is one of `values` */
	CHECK_IS_NOT,
	CHECK_NOT_ONLY,         /* multi field is not just `values` */
	CHECK_FIRST_ROW_CHOSEN, /* rows: exactly one row with field `fields[0]` = yes */
	CHECK_AT_MOST,          /* fields[0] is at most fields[1] */
	CHECK_REFERRED, /* at least one record of registers `values`, `where` it fits, points here */
	CHECK_REACHES,  /* going on by `fields` and `back` there is one of registers `values` */
	CHECK_OVERDUE,  /* field's date, or the last answered of fields, is past */
	CHECK_DUE_WITHIN,   /* the same date is today or less than `months` ahead */
	CHECK_WORDS,        /* field, where it is answered, has at least `least` words */
	CHECK_BETWEEN,      /* field is a number from `least` to `most` */
	CHECK_BY_NEXT_YEAR, /* field is the number of a year: the next one at the latest */
	CHECK_SHARE,        /* field is 100 times fields[0] by fields[1], to `percent` points */
};

enum level { LEVEL_REFUSE, LEVEL_WARN, LEVEL_EXPORT };

struct rule {
	enum check check;
	const char *field;
	struct names fields;
	struct names values;
	struct cond *when;
	size_t nwhen;
	struct names back;  /* registers whose records are gone on to when they point at one */
	struct cond *where; /* of the records at the other end */
	size_t nwhere;
	const char *
		through; /* a reference: only where the record that it leads to is as `where` says */
	const char *who; /* reference to the partner that has to act */
	enum level level;
	int months;
	int days; /* beside months, or in their place */
	int percent;
	int least;     /* of rows or words: 0 means 1 */
	int most;      /* 0: no upper end */
	int attention; /* 1 to 9, 9 the worst: listed for the whole partnership; 0: on the card alone */
	const char *say; /* the sentence shown; says how to put it right */
	const char *source;
	struct origin origin;
};

struct pair {
	const char *name, *text;
};

/* A row that a new cycle starts with. */
struct starter {
	const char *set; /* only with this outcome set; NULL always */
	struct pair *values;
	size_t nvalues;
};

enum reg_kind {
	REG_REGISTER, /* records with ids: NE-012 */
	REG_FORM, /* answers about one thing that exists: a checklist item, a question, a cycle */
};

/* What becomes of its records when a new cycle begins; see core/carry.h. */
enum carrying {
	CARRY_NOT,  /* they stay where they are */
	CARRY_ASK,  /* each is offered with "still true?" */
	CARRY_WITH, /* each goes along with those it points at */
};

/* Who makes and changes the entries. Source: cairn(1), ROLES */
enum keeping {
	KEPT_BY_PARTNERS, /* each partner their own */
	KEPT_BY_FACILITATOR,
	KEPT_BY_COORDINATOR,
};

struct reg {
	const char *id;  /* needs */
	const char *key; /* part of the store's keys: ne; prefix in small letters when left out */
	const char *prefix; /* NE */
	const char *title;  /* Needs */
	const char *one;    /* need */
	const char *about;  /* one or two sentences: what it is for */
	enum reg_kind kind;
	const char *title_field; /* whose text names a record; NULL: the common title */
	bool title_derived;      /* the title is put together from `title_from` and never asked */
	struct names title_from;
	const char *activity; /* where it is filled */
	struct names columns; /* of the table; the first is the name */
	const char *order;    /* field that sorts it at first; NULL: by id */
	struct names unique;  /* fields that together occur once */
	bool together; /* always changed as one: the own fields are one fact; see field_fact */
	const char
		*scope; /* "partnership": the same in every cycle; NULL: each cycle has its own */
	enum carrying carry;
	enum keeping kept_by; /* and those above; rows given apart are everybody's */
	struct field *fields; /* own fields, then the common ones */
	size_t nfields;
	struct rule *rules;
	size_t nrules;
	struct view_part *shows; /* other registers' entries seen with one of this; see the card */
	size_t nshows;
	struct starter *starters;
	size_t nstarters;
	const char *source;
	enum basis basis;
	struct origin origin;
};

struct item { /* one line of a checklist */
	const char *id;
	const char *text;      /* short, as a question the room can answer */
	const char *key_point; /* "yes": shown first */
	const char *why;       /* why it matters */
	const char *good;      /* what good looks like */
	const char *evidence;  /* what shows it */
	const char *ask;       /* one question for the room */
	struct names concerns; /* fields it is shown beside: procurements/why */
	const char *source;
	enum basis basis;
	struct origin origin;
};

struct checklist {
	const char *id;
	const char *title;
	const char *about;
	const char *kind; /* do-confirm, read-do */
	const char *activity;
	const char *form;           /* REG_FORM that holds an answer; NULL: "item" */
	const char *recommended_by; /* shown when it is a position, not a duty */
	const char *status;         /* "legacy" and the like, with a reason */
	struct item *items;
	size_t nitems;
	const char *source;
	struct origin origin;
};

/* How what is recorded tells about a question; see core/fills.h. */
enum recall_how {
	RECALL_COUNT, /* how many, by the answers of the first field */
	RECALL_LIST,  /* each by its title, with the fields */
	RECALL_VIEW,  /* what a view of the kind series or matrix comes to, in words */
};

struct recall {
	const char *say; /* the words before it */
	enum recall_how how;
	const char *reg;  /* register or form; NULL with a view */
	const char *view; /* NULL with a register */
	struct cond *where;
	size_t nwhere;
	struct names fields;
	int most; /* lines of a list; 0: eight */
};

struct question {
	const char *id;
	const char *text;
	const char *hint;
	const char *why;
	const char *fills;   /* what the records may tell about it, in words */
	struct recall *from; /* the same for the program to work out */
	size_t nfrom;
	const char *source;
	enum basis basis;
	struct origin origin;
};

struct question_set {
	const char *id;
	const char *title;
	const char *about;
	const char *activity;
	const char *form; /* REG_FORM; NULL: "question" */
	struct question *questions;
	size_t nquestions;
	const char *source;
	struct origin origin;
};

struct activity {
	const char *id;    /* analyse-needs */
	const char *title; /* starts with a verb */
	const char *line;  /* one line for lists */
	const char *about; /* guidance, paragraphs parted by blank lines */
	const char *who;   /* who takes part */
	const char *produces;
	struct names needs; /* activities whose results it is fed by: "cannot start yet" */
	struct names feeds;
	struct names registers; /* filled here, in this order */
	const char *source;
	enum basis basis;
	struct origin origin;
};

struct stage {
	const char *id; /* ready, analyse, plan, deliver, review */
	const char *title;
	const char *line;
	const char *question; /* plain question */
	const char *about;
	const char *output;
	struct activity *activities;
	size_t nactivities;
	const char *source;
	struct origin origin;
};

struct term {
	const char *id;
	const char *word; /* what is looked up */
	const char *full; /* of an acronym */
	const char *meaning;
	struct names see;
	const char *source;
	struct origin origin;
};

struct level_def {
	const char *id; /* stored: 0..4, n, k */
	const char *label;
	const char *text; /* what one sees */
};

struct scale {
	const char *id;
	const char *title;
	const char *about;
	struct level_def *levels;
	size_t nlevels;
	const char *source;
	enum basis basis;
	struct origin origin;
};

struct competency {
	const char *id;
	const char *title;
	const char *group; /* core skills, strategic capabilities */
	const char *meaning;
	struct level_def *levels; /* what each level looks like here */
	size_t nlevels;
	struct option *elements; /* rated one by one; the lowest is shown as its level */
	size_t nelements;
	struct names outputs; /* examples of products, st-production */
	const char *evidence;
	const char *development;
	const char *note;
	const char *source;
	enum basis basis;
	struct origin origin;
};

struct assessment {
	const char *id;
	const char *title;
	const char *about;
	const char *privacy; /* who sees this */
	const char *scale;
	const char *form; /* REG_FORM of one rating; NULL: "rating" */
	const char *rule; /* how to choose a level */
	struct competency *competencies;
	size_t ncompetencies;
	const char *source;
	struct origin origin;
};

/* Records of a register and the day that each stands for. */
struct proof {
	const char *reg;
	const char *date; /* field: a date; of a period its first day */
	struct cond *where;
	size_t nwhere;
};

/*
 * Of the statutory calendar. With month and day it comes round for each
 * reporting year of the cycle, counted from the end of that year; with `after`
 * it follows each of these records. It is met by a record of `shown_by` dated
 * from the end of the year, or from that record, until the next year ends.
 */
struct deadline {
	const char *id;
	const char *title;
	const char *rule; /* in words */
	int month, day;   /* of a fixed date; 0: not fixed */
	int years_after;  /* after the end of the reporting year: 0 same calendar year */
	struct proof *after;
	size_t nafter;
	int months; /* after such a record; 0: as soon as it is there */
	struct proof *shown_by;
	size_t nshown_by;
	int soon;      /* listed so many months ahead */
	int attention; /* 1 to 9 when it was missed; 0: shown in the calendar alone */
	int ahead;     /* the same while it is ahead */
	const char *source;
	enum basis basis;
	struct origin origin;
};

enum after { AFTER_ERASE, AFTER_ARCHIVE }; /* what a coordinator is led to when the time is over */

/*
 * How long entries of a register, or some of their answers, are kept. Nothing
 * goes by itself; see core/plan/retention.h.
 */
struct keep {
	const char *id;
	const char *reg;
	struct names fields; /* only these answers; none: the entry whole */
	struct names from; /* dates: the last answered one counts; none is: the end of the cycle */
	int months;        /* 0: without end */
	struct cond *where;
	size_t nwhere;
	enum after then;
	const char *why; /* one sentence */
	const char *source;
	enum basis basis;
	struct origin origin;
};

#define SPECIAL_CHANGES "changes" /* of a section: what changed since the last meeting */
struct section {                  /* of a report */
	const char *title;
	const char *text;
	const char *registers; /* register id: a list of its live records */
	struct names columns;  /* NULL: all answered fields */
	struct cond *where;
	size_t nwhere;
	const char *without;   /* register id: only what no entry of it points at */
	const char *order;     /* field that sorts them; NULL: by id */
	bool descending;       /* the largest first */
	const char *questions; /* question set id */
	const char *checklist; /* checklist id */
	const char *view;      /* of the kind series: where each measure goes, in words */
	const char *special;   /* partnership, cycle, stages, changes */
	const char *empty;     /* what is said when there is nothing */
};

struct report {
	const char *id;
	const char *title;
	const char *about;
	struct section *sections;
	size_t nsections;
	const char *source;
	struct origin origin;
};

/*
 * A view shows registers as more than a table. What its kind needs to know is
 * in its parts: which register stands for what (as: rows, columns, cells) and
 * which of its fields plays which role. The kinds and their roles:
 * Source: cairn-template(5), VIEWS
 */
enum view_kind {
	VIEW_MATRIX,   /* every row against every column, a judgement in each cell */
	VIEW_GROUPS,   /* entries under headings: by owner, by date, by outcome */
	VIEW_TIMELINE, /* entries from their first to their last day */
	VIEW_BOARD,    /* entries in the order that people put them, with their scores */
	VIEW_SERIES,   /* measures and their readings over time */
	VIEW_ENDS,     /* what ends before a day, in pounds */
	VIEW_MODEL,    /* one entry as boxes that follow from each other */
	VIEW_YEARS,    /* things against years, a judgement in each */
	VIEW_SUMS,     /* money added up by what it is for */
	VIEW_KINDS,
};

struct view_part {
	const char *as;      /* what it stands for; see the kind */
	const char *reg;     /* register */
	struct pair *fields; /* role: field of that register */
	size_t nfields;
	struct cond *where; /* only these entries */
	size_t nwhere;
	struct rule *any; /* and of them those that break one of these */
	size_t nany;
	struct names columns; /* shown beside the name */
	struct pair *values;  /* what else the kind is told: words, options, fields by name */
	size_t nvalues;
};

struct view {
	const char *id;
	const char *title;
	const char *about; /* what it is for and what to do with it */
	enum view_kind kind;
	struct names activity; /* where it is offered; none: in the list of all views alone */
	struct view_part *parts;
	size_t nparts;
	const char *source;
	struct origin origin;
};

/*
 * A table of limits that change over time. The row that holds on a day is the
 * last one that begins on or before it.
 */
struct band {
	double least; /* the band goes from here up to the next one */
	bool least_set;
	const char *is; /* an option of the field; "not known" where the limit is not */
};

struct limit_row {
	const char *from; /* 2024-01-01 */
	struct band *bands;
	size_t nbands;
	const char *source;
};

struct limits {
	const char *id;
	const char *title;
	const char *about;
	struct limit_row *rows;
	size_t nrows;
	const char *source;
	struct origin origin;
};

/*
 * The chain behind a plan: registers in the order in which one leads to the
 * next. Of two records that are linked, whichever way, the one whose register
 * comes first is upstream. An end is shown and not passed through.
 */
struct chain_def {
	const char *id;
	const char *title;
	const char *about;
	struct names order; /* registers, the first upstream of all */
	struct names ends;  /* registers of the order that many things share */
	int siblings; /* so many of one register are shown under one record; the rest counted */
	int missing;  /* attention, 1 to 9, for a link to what is not there */
	int archived; /* and for a link to what is archived */
	int blank;    /* and for a link that has to be there and is not */
	const char *source;
	struct origin origin;
};

struct sample_row {
	const char *reg;     /* register or form id */
	const char *id;      /* NE-01, an item id */
	struct pair *values; /* rows: "scores.1" with name=value; refs by id, parted by ", " */
	size_t nvalues;
};

struct sample { /* an invented partnership to look around in */
	const char *id;
	const char *title;
	const char *marked; /* how every screen says that it is invented */
	struct sample_row *rows;
	size_t nrows;
	const char *source;
	struct origin origin;
};

struct pack {
	const char *id;
	int version;
	const char *title;
	const char *language; /* en-GB */
	const char *by;       /* who made it */
	const char *source;
	struct origin origin;
};

struct schema {
	struct pack *packs; /* the shipped one first */
	size_t npacks;
	struct stage *stages;
	size_t nstages;
	struct checklist *checklists;
	size_t nchecklists;
	struct question_set *question_sets;
	size_t nquestion_sets;
	struct reg *registers; /* registers and forms */
	size_t nregisters;
	struct scale *scales;
	size_t nscales;
	struct assessment *assessments;
	size_t nassessments;
	struct deadline *deadlines;
	size_t ndeadlines;
	struct keep *keeps;
	size_t nkeeps;
	struct term *terms;
	size_t nterms;
	struct report *reports;
	size_t nreports;
	struct view *views;
	size_t nviews;
	struct limits *tables;
	size_t ntables;
	struct chain_def *chains;
	size_t nchains;
	struct sample *samples;
	size_t nsamples;
	const char *digest; /* of everything it was made from */
};

/* Look-ups: NULL when there is none. Register: by id, key or prefix, any case. */
const struct reg *schema_reg(const struct schema *s, const char *name);
const struct field *reg_field(const struct reg *r, const char *id);
const struct field *field_sub(const struct field *f, const char *id); /* group, rows */
/* field_path - a field, or one inside it: revised.revised_due */
const struct field *field_path(const struct reg *r, const char *path);
const struct stage *schema_stage(const struct schema *s, const char *id);
const struct activity *schema_activity(const struct schema *s, const char *id,
				       const struct stage **stage);
const struct checklist *schema_checklist(const struct schema *s, const char *id);
const struct item *schema_item(const struct schema *s, const char *id, const struct checklist **in);
const struct question *schema_question(const struct schema *s, const char *id,
				       const struct question_set **in);
const struct question_set *schema_question_set(const struct schema *s, const char *id);
const struct scale *schema_scale(const struct schema *s, const char *id);
const struct assessment *schema_assessment(const struct schema *s, const char *id);
const struct competency *schema_competency(const struct schema *s, const char *id);
const struct report *schema_report(const struct schema *s, const char *id);
const struct limits *schema_table(const struct schema *s, const char *id);
const struct view *schema_view(const struct schema *s, const char *id);
/* view_part - the first part that stands for this; NULL: none */
const struct view_part *view_part(const struct view *v, const char *as);
/* part_field - the id of the field with that role; NULL: the template gives none */
const char *part_field(const struct view_part *p, const char *role);
/* part_inside - of a field inside rows its own name: "rater" of scores.rater; NULL */
const char *part_inside(const struct view_part *p, const char *role);
/* part_told - what the part says under that name; NULL: nothing */
const char *part_told(const struct view_part *p, const char *name);
/* list_next - the next of words parted by commas; false: there is none left */
bool list_next(const char **at, const char **word, size_t *len);
/* source_words - where something comes from, its short forms written out as the glossary has them */
const char *source_words(const struct schema *s, const char *source, struct arena *a);
const struct option *field_option(const struct field *f, const char *id);
bool names_have(const struct names *n, const char *name);
/* rule_far_end - the registers whose records a rule's `where` is about */
const struct names *rule_far_end(const struct reg *r, const struct rule *rule);

#endif

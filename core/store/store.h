/* SPDX-License-Identifier: ISC */
/*
 * store - one fact per key, one log of who changed what
 *
 * Names no engine. Facts are named inside their partnership:
 * "c3/ne/ne-000012/severity" (cycle, register key, record, field), and "-" is
 * the cycle of what belongs to the partnership itself. Values come back as
 * copies in the caller's arena or as borrowed text inside a callback.
 */
#ifndef CORE_STORE_H
#define CORE_STORE_H

#include "engine.h"
#include "../base/digest.h"
#include "../base/mem.h"
#include "../base/schema.h"

enum {
	STORE_FORMAT = 1,
	CHANGE_MAX_FACTS = 200,
	CHANGE_ID_BYTES = 16,
	PERSON_MAX = 16,
	PID_MAX = 16
};

struct store;

struct version { /* of a fact: the change set that wrote it */
	char replica[9];
	uint64_t number; /* 0: does not exist */
};

enum { VERSION_TEXT = 32 };
void version_text(struct version v, char out[VERSION_TEXT]); /* hub:42, or "-" */
bool version_read(const char *s, struct version *out);
bool version_same(struct version a, struct version b);

struct fact {
	const char *name; /* c3/ne/ne-000012/severity */
	const char *text; /* NUL-terminated; "" = left blank */
	size_t len;
	struct version at;
	int64_t ms; /* UTC */
	const char *person;
};

/*
 * Where a save goes: the partnership's common record (own NULL), or what one
 * person keeps to themselves (own = that person), with a log of its own.
 */
struct place {
	const char *pid;
	const char *own;
};

enum member { MEMBER_NONE, MEMBER_VIEWER, MEMBER_PARTNER, MEMBER_FACILITATOR, MEMBER_COORDINATOR };

/* where what a start puts right by itself is from */
#define FROM_START "start"

struct actor {
	const char *person; /* short name */
	enum member role;
	const char *org;  /* record id of the partner they belong to, or NULL */
	const char *from; /* local, ssh:10.1.2.3, cli */
};

struct edit {
	const char *fact; /* "+" as record part: the next number of its register */
	struct slice text;
	struct version seen; /* what it was made from; number 0: must not exist yet */
};

struct change {
	const struct actor *by;
	const char *action; /* a word: make, edit, tick, archive, restore, delete, import, close */
	const char *reason; /* NULL: none */
	unsigned char id[CHANGE_ID_BYTES]; /* all zero: one is made */
	bool repeat; /* the caller does not know if it went in: look for the id first */
	const unsigned char *group; /* CHANGE_ID_BYTES; batches of one import; NULL: none */
	const struct edit *edits;
	size_t count; /* 1 to CHANGE_MAX_FACTS */
	/* rules that cross records, on the same picture, before anything is written; may be NULL */
	enum rc (*check)(struct view *v, const struct change *c, void *arg);
	void *arg;
};

struct saved {
	uint64_t number; /* of the log entry */
	struct version at;
	char id[49];   /* the record that "+" became, or "" */
	bool repeated; /* it was in already */
};

struct clash { /* a fact that moved on since it was read */
	const char *fact;
	const char *mine;
	struct fact theirs;
};

struct clash_list {
	struct arena *arena; /* the caller's; copies live here */
	struct clash *v;
	size_t n;
};

struct store_opts {
	const struct engine_ops *engine;
	struct engine_opts at;
	bool same_replica; /* its file was just compacted: not a copy, it keeps its name */
};

enum rc store_open(struct store **out, const struct store_opts *o, struct err *err);
void store_close(struct store *s); /* takes NULL */
struct engine *store_engine(struct store *s);
/* store_trouble - what went wrong beside a save that went well, told once; NULL: nothing */
const char *store_trouble(struct store *s);
uint64_t store_mark(struct store *s); /* moves with whatever is written; see store_sight */
/* store_rest - much was read and will not be again soon: the memory it took is given back */
void store_rest(struct store *s);

/*
 * store_save - one act of one person: all or nothing, one log entry
 *
 * Errors:  RC_CONFLICT     facts moved on; clashes lists them (may be NULL); nothing was written
 *          RC_NOT_ALLOWED  the role may not; err says who can
 *          RC_INVALID      a bad name, too long, too many; or what check said
 *          RC_BUSY, RC_FULL, RC_READ_ONLY, RC_IO, RC_DAMAGED
 * Memory:  clashes go to clashes->arena
 * Source:  the roles of cairn(1), ROLES
 */
enum rc store_save(struct store *s, struct place p, const struct change *c,
		   struct clash_list *clashes, struct saved *out, struct err *err);

/* A fact's callback: borrowed until it returns; false stops. */
typedef bool fact_fn(void *arg, const struct fact *f);

/*
 * store_read - facts whose name has the prefix, in order of name
 *
 * fields   only facts whose last part (before a '.') is one of these; NULL: all.
 *          What is left out is not checked, which makes long lists quick.
 */
enum rc store_read(struct store *s, struct place p, const char *prefix, const struct names *fields,
		   fact_fn *fn, void *arg, struct err *err);
/* store_get - one fact, copied to the arena; RC_NOT_FOUND when there is none */
enum rc store_get(struct store *s, struct place p, const char *name, struct arena *a,
		  struct fact *out, struct err *err);
/* store_picture - several reads of one moment; fn calls fact_get and fact_scan */
enum rc store_picture(struct store *s, view_fn *fn, void *arg, struct err *err);
enum rc fact_get(struct view *v, struct place p, const char *name, struct arena *a,
		 struct fact *out);
enum rc fact_scan(struct view *v, struct place p, const char *prefix, const struct names *fields,
		  fact_fn *fn, void *arg);
/*
 * fact_texts - as fact_scan, for those who read a great deal and ask for the texts alone
 *
 * What fn is given is borrowed until it returns, and ends without a NUL.
 */
struct fact_text {
	struct slice name; /* whole: "c3/de/de-000001/scores.1" */
	size_t field;      /* which of the fields its last part is; 0 where all were asked for */
	struct slice last; /* that part, before its dot */
	struct slice row;  /* what stands behind the dot; data NULL: there is no dot */
	struct slice text;
};
typedef bool text_fn(void *arg, const struct fact_text *t);
enum rc fact_texts(struct view *v, struct place p, const char *prefix, const struct names *fields,
		   text_fn *fn, void *arg);

/* fact_names - the names of facts with the prefix, in order; also of those that were taken back */
typedef bool name_fn(void *arg, struct slice name);
enum rc fact_names(struct view *v, struct place p, const char *prefix, name_fn *fn, void *arg);

/*
 * fact_said - what a fact says, or said last where it was emptied or taken back
 *
 * What was removed for good is passed over. RC_NOT_FOUND: it never said anything, or nothing of it
 * is left.
 */
enum rc fact_said(struct view *v, struct place p, const char *name, struct arena *a,
		  struct fact *out);
/* fact_changed - when somebody changed it last: a removal for good, which writes what is left anew, is passed over */
enum rc fact_changed(struct view *v, struct place p, const char *name, struct arena *a,
		     struct version *out);
/* fact_first_by - in a picture: who wrote a fact first, whoever changed it since; RC_NOT_FOUND */
enum rc fact_first_by(struct view *v, struct place p, const char *name, struct arena *a,
		      const char **person);

/* store_each_cycle - in a picture: the first parts of the names of facts, "-" too; also of facts that were taken back */
enum rc store_each_cycle(struct view *v, struct place p, bool (*fn)(void *arg, const char *cycle),
			 void *arg);
/* store_last_number - the last number that a register gave here; 0: none */
enum rc store_last_number(struct store *s, struct place p, const char *reg, unsigned long *out,
			  struct err *err);

/* Log and history */
struct entry_fact {
	const char *name;
	struct version was; /* number 0: it did not exist */
	uint64_t was_entry; /* local entry that holds it */
	const char *text;   /* what it became; NULL when taken back, or removed for good */
	bool erased;        /* removed for good: text is NULL */
};

struct entry {
	uint64_t number;
	struct version at;
	int64_t ms;
	const char *person, *action, *from, *reason; /* reason NULL: none, or removed for good */
	bool reason_erased;
	uint64_t undoes; /* entry that this one takes back, or 0 */
	bool clock_back; /* dated before the entry ahead of it */
	const unsigned char *id;
	const unsigned char *group; /* NULL: none */
	const struct entry_fact *facts;
	size_t count;
};

typedef bool entry_fn(void *arg, const struct entry *e);
/* store_log - entries after a number, oldest first */
enum rc store_log(struct store *s, struct place p, uint64_t after, entry_fn *fn, void *arg,
		  struct err *err);
/* store_log_back - newest first, from `before` (0: the newest) down */
enum rc store_log_back(struct store *s, struct place p, uint64_t before, entry_fn *fn, void *arg,
		       struct err *err);
/* store_log_names - newest first, with the names of facts and without any text, which is quicker */
enum rc store_log_names(struct store *s, struct place p, entry_fn *fn, void *arg, struct err *err);
uint64_t store_head(struct store *s, struct place p); /* number of the newest entry; 0: none */
/*
 * store_state - a digest that stands for all answers of a place as they are, and for how they came about
 *
 * That of the newest entry of its log. What is no answer (drafts, notes, people) leaves it as it is.
 * False: there is no entry yet, or it cannot be read.
 */
bool store_state(struct store *s, struct place p, char out[DIGEST_TEXT]);
/*
 * store_sight - the same of what a screen of this person can show: the partnership's answers and
 * their own; a note, a draft, a sign-in, the audit leave it as it is, and so do names and keys of
 * people
 *
 * mark   of the picture that it was read from, which the engine's mark can be ahead of
 */
bool store_sight(struct store *s, const char *pid, const char *person, char out[DIGEST_TEXT],
		 uint64_t *mark);
/* store_history - the entries that wrote a fact, newest first; facts[0] of each is that fact */
enum rc store_history(struct store *s, struct place p, const char *fact, entry_fn *fn, void *arg,
		      struct err *err);
/* store_record_history - the entries that touched any fact with the prefix, newest first */
enum rc store_record_history(struct store *s, struct place p, const char *prefix, entry_fn *fn,
			     void *arg, struct err *err);

/*
 * store_undo - take back an entry with a new change set
 *
 * Own entries: whoever may edit. Others': a coordinator, with a reason.
 * The undo of an undo is a redo. An entry of a group takes back its group,
 * last first.
 *
 * Errors:  RC_CONFLICT  a fact was changed after that entry; clashes lists them
 *          RC_NOT_FOUND  no such entry, or it is taken back already
 */
enum rc store_undo(struct store *s, struct place p, uint64_t number, const struct actor *by,
		   const char *reason, struct clash_list *clashes, struct saved *out,
		   struct err *err);
/*
 * What else has to hold once an entry is turned round: rules that cross records
 * are known above the store. Called on the picture as it was, then as it would
 * be, with the names of all facts that change; a failure leaves all as it was.
 * Not called where nothing was saved since: what was before was in order.
 */
struct turn_check {
	enum rc (*fn)(struct view *v, const struct names *facts, bool turned, void *arg);
	void *arg;
};
/* store_undo_checked - store_undo that asks first; check may be NULL */
enum rc store_undo_checked(struct store *s, struct place p, uint64_t number, const struct actor *by,
			   const char *reason, const struct turn_check *check,
			   struct clash_list *clashes, struct saved *out, struct err *err);
/* store_undoable, store_redoable - the person's newest entry to take back or put back; 0: none */
uint64_t store_undoable(struct store *s, struct place p, const char *person);
uint64_t store_redoable(struct store *s, struct place p, const char *person);

/*
 * Removal for data protection. It cannot be taken back: texts, salts and drafts
 * are deleted, the entry "erase" names the versions, and the chain still checks.
 * Their bytes are gone from the file once it is compacted.
 * Source: cairn-admin(8), REMOVING PERSONAL DATA
 */
#define ACTION_ERASE "erase"
#define ACTION_LEAVE "leave" /* a person is taken out, see person_remove; not taken back either */
struct erase_what {
	const char *fact;  /* a name, or the beginning of names that ends in "/"; NULL: any */
	const char *draft; /* the same for drafts; NULL: as fact */
	uint64_t entry;    /* only what this entry wrote, with its reason; 0: whatever wrote it */
	const char *words; /* only texts that have these whole words, folded; NULL: all */
	/* only what this person keeps to themselves, their drafts, and the name that others saw */
	const char *person;
	bool earlier;                             /* what a fact says now stays */
	bool (*may)(void *arg, const char *fact); /* NULL: any fact may go */
	void *arg;
};
struct erase_item {
	const char *own;  /* whose own answer it is; NULL: the common record */
	const char *fact; /* of a reason: the first that the entry wrote */
	struct version at;
	uint64_t entry;
	size_t i;    /* text of the entry; 0: its reason */
	bool is_now; /* it is what the fact says now */
};
struct erase_list {
	struct arena *arena; /* the caller's */
	struct erase_item *v;
	size_t n, cap;
	const char **draft; /* their keys */
	size_t ndrafts, drafts_cap;
};
/* store_erase_find - what would go; nothing is changed. Own answers and drafts go by words, too */
enum rc store_erase_find(struct store *s, const char *pid, const struct erase_what *w,
			 struct erase_list *out, struct err *err);
/*
 * store_erase - removes it, and whatever of it was saved since it was looked for
 *
 * Errors:  RC_NOT_ALLOWED  by is no coordinator
 *          RC_INVALID      without a reason
 *          RC_NOT_FOUND    there is nothing of that kind
 */
enum rc store_erase(struct store *s, const char *pid, const struct erase_what *w,
		    const struct actor *by, const char *reason, struct err *err);
/* COPY_UNREAD: it cannot be read as a store */
enum copy_says { COPY_CLEAN, COPY_HOLDS, COPY_UNREAD };
/* store_copy_holds - does this whole copy of a store still have some of it, in drafts too */
enum copy_says store_copy_holds(const char *file, const char *pid, const struct erase_list *list);
/* store_erased - was something removed whose bytes still lie in the file */
bool store_erased(struct store *s);
/* store_compacted - the files were written anew: they are gone */
enum rc store_compacted(struct store *s, struct err *err);
/*
 * store_compact - data file and journal written anew, without what was removed
 *
 * The store must be closed here. RC_BUSY: somebody is in, err names them.
 */
enum rc store_compact(const char *dir, struct err *err);
/* store_erased_each - "hub:42/c3/ne/ne-000012/notes" of all that was removed and must not come back */
enum rc store_erased_each(struct store *s, const char *pid, bool (*fn)(void *arg, const char *name),
			  void *arg, struct err *err);
/* store_erased_name_good - has it the form of such a name */
bool store_erased_name_good(const char *name);
/* store_erased_note - removed elsewhere: it must not come in here; names as above */
enum rc store_erased_note(struct store *s, const char *pid, const struct names *names,
			  struct err *err);

/* Drafts: durable, not logged, shown to nobody else. A key is like a fact's name. */
#define PID_NONE \
	"not.yet" /* where a person keeps them who is in no partnership; none is called that */
enum rc store_draft_put(struct store *s, const char *pid, const char *person, const char *name,
			const char *text, struct err *err);
/*
 * store_draft_swap - several at once, each where what is there is still what this session saw
 *
 * Where nothing is there, or `text` already, there is nothing to lose either. RC_CONFLICT: another
 * session of this person put something else into one of them, which is left as it is;
 * the others are done, and err is not touched.
 */
struct draft_swap {
	const char *name;
	const char *seen; /* last read or written here; "": nothing */
	const char *text; /* "": it is taken away */
};
enum rc store_draft_swap(struct store *s, const char *pid, const char *person,
			 const struct draft_swap *v, size_t n, struct err *err);
#define DRAFT_ASIDE ".." /* c1/ne/new..2/title: did not fit into one with c1/ne/new/title */
/* store_draft_drop - of one answer with its rows, or of everything below a prefix that ends in "/" or is "" */
enum rc store_draft_drop(struct store *s, const char *pid, const char *person, const char *prefix,
			 struct err *err);
enum rc store_drafts(struct store *s, const char *pid, const char *person, const char *prefix,
		     fact_fn *fn, void *arg, struct err *err);

/* Small things a person leaves for next time: place, view choices, last seen. Not logged. */
enum rc store_note_put(struct store *s, const char *pid, const char *person, const char *name,
		       const char *text, struct err *err);
const char *store_note(struct store *s, const char *pid, const char *person, const char *name,
		       struct arena *a); /* NULL: none */

/* People of this store */
struct person {
	const char *name;  /* short name, [a-z0-9-], at most PERSON_MAX */
	const char *shown; /* as others see it */
	long uid;          /* PERSON_NO_ACCOUNT: comes by way of the service account */
};

enum {
	PERSON_NO_ACCOUNT = -1,
	PERSON_LEFT = -2, /* the short name is kept, so that nobody else gets it */
};

typedef bool person_fn(void *arg, const struct person *p);
/* store_people - without those who left; store_left - those alone, who have no shown name any more */
enum rc store_people(struct store *s, person_fn *fn, void *arg, struct err *err);
enum rc store_left(struct store *s, person_fn *fn, void *arg, struct err *err);
/* store_person_of - whose account this is; RC_NOT_FOUND */
enum rc store_person_of(struct store *s, long uid, struct arena *a, struct person *out,
			struct err *err);
/* store_person_put - new, or another shown name; the short name is taken from shown when NULL */
enum rc store_person_put(struct store *s, long uid, const char *name, const char *shown,
			 struct arena *a, struct person *out, struct err *err);
/* store_person_check - are these good names; name may be NULL */
enum rc store_person_check(const char *name, const char *shown, struct err *err);
/* store_partnerships - pid and name of each; the name is "" where its making was taken back */
typedef bool partnership_fn(void *arg, const char *pid, const char *name);
enum rc store_partnerships(struct store *s, partnership_fn *fn, void *arg, struct err *err);
/* store_each_pid - of all that there is anything of, if only a draft, a note or what somebody keeps to themselves */
enum rc store_each_pid(struct store *s, bool (*fn)(void *arg, const char *pid), void *arg,
		       struct err *err);
/* store_role - the role facts of a person: f/-/pe/<person>/role and /org; MEMBER_NONE: not a member */
enum rc store_role(struct store *s, const char *pid, const char *person, struct arena *a,
		   enum member *role, const char **org, struct err *err);
/* role_now - in a picture: the actor's role, or the lower one that a coordinator has given since */
enum rc role_now(struct view *v, struct place p, const struct actor *by, enum member *out);
const char *member_word(enum member r);
enum member member_read(const char *word); /* MEMBER_NONE when it is none */

/*
 * store_verify - every value's CRC, every key's form, log without gaps, chain
 * of digests, fact = newest version in the log; own logs as well
 */
struct verify_report {
	uint64_t facts, entries, faults;
	char first[480]; /* the first fault in words */
};
enum rc store_verify(struct store *s, check_fn *fn, void *arg, struct verify_report *out,
		     struct err *err);

/* store_backup - a new file, 0600, verified before it gets its name; refuses one that is there */
enum rc store_backup(struct store *s, const char *file, struct err *err);
/* store_file_newer - RC_NEWER when a later program wrote this data file or backup; what is otherwise
 * wrong with it is RC_OK */
enum rc store_file_newer(const char *file, struct err *err);
/* store_journal_turn - the journal goes on in a new file; keep: how many closed ones stay */
enum rc store_journal_turn(struct store *s, int keep, struct err *err);
/*
 * store_journal_check - does the journal since the newest backup have every change
 *
 * changes  how many it has
 *
 * Errors:  RC_GAP        err names a change that it lacks
 *          RC_NOT_FOUND  there is none
 */
enum rc store_journal_check(struct store *s, uint64_t *changes, struct err *err);

#endif

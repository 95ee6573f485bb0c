/* SPDX-License-Identifier: ISC */
/*
 * cli - the command line as two tables: options and commands
 *
 * Help, completion files, cairn(1)'s lists and the parser read these tables.
 */
#ifndef SCREENS_CLI_H
#define SCREENS_CLI_H

#include <stdio.h>

#include "app.h"

/* X(enum, long name, what its value is called or NULL, what it does) */
#define OPTION_LIST(X) \
	X(OPT_DATA, "data", "DIR", "Folder of the store") \
	X(OPT_PARTNERSHIP, "partnership", "NAME", \
	  "Which partnership, where you belong to several") \
	X(OPT_CYCLE, "cycle", "ID", "Which cycle; the newest otherwise") \
	X(OPT_AS, "as", "NAME", "In a kiosk: the person whom the service account works for") \
	X(OPT_PLAIN, "plain", NULL, \
	  "A conversation line by line, for speech, braille and scripts") \
	X(OPT_ASCII, "ascii", NULL, "Lines and boxes from + - and |") \
	X(OPT_NO_COLOR, "no-color", NULL, "No colour, as with NO_COLOR") \
	X(OPT_SCREEN, "screen", "NAME[/A[/B]]", "Open this screen first") \
	X(OPT_NAME, "name", "NAME", "Name of the partnership to make") \
	X(OPT_AREA, "area", "COUNCIL", "A council area of it; may be given again") \
	X(OPT_YEARS, "years", "FIRST-LAST", "Reporting years of the cycle that begins: 2026-2029") \
	X(OPT_TEAM, "team", NULL, \
	  "Make a store that a Unix group shares; the folder's group is that group") \
	X(OPT_SAMPLE, "sample", NULL, "Make the invented sample partnership") \
	X(OPT_JSON, "json", NULL, "Print JSON") \
	X(OPT_CSV, "csv", NULL, "Print a table for a spreadsheet") \
	X(OPT_MD, "md", NULL, "Print Markdown") \
	X(OPT_TXT, "txt", NULL, "Print plain text") \
	X(OPT_REPORT, "report", "NAME", \
	  "Which report, with --md or --txt; the whole cycle otherwise") \
	X(OPT_FINAL, "final", NULL, "The report must lack nothing; a draft may") \
	X(OPT_WHERE, "where", "FIELD=WORD", \
	  "Only entries with this answer; several words are parted by commas, several fields by ;") \
	X(OPT_ALL, "all", NULL, "Archived entries as well") \
	X(OPT_ARCHIVED, "archived", NULL, "Archived entries alone") \
	X(OPT_VERSIONS, "versions", NULL, "With JSON: the version of each answer") \
	X(OPT_RESTRICTED, "with-restricted", NULL, \
	  "Restricted entries as well; a coordinator alone") \
	X(OPT_TOGETHER, "together", NULL, \
	  "Scores of all, as on the board when they are shown together") \
	X(OPT_DRAFT, "draft", NULL, "Save as a draft that may lack answers") \
	X(OPT_REASON, "reason", "TEXT", "Why, kept in the history") \
	X(OPT_CHANGE, "change", "NUMBER", "Which change to take back; your newest otherwise") \
	X(OPT_TEXT, "text", "WORDS", "Every text that has these words in it") \
	X(OPT_EARLIER, "earlier", NULL, "What was there before; what is there now stays") \
	X(OPT_AUDIT, "audit", NULL, "Who signed in, took something out or was refused, instead") \
	X(OPT_SINCE, "since", "DAY", \
	  "What changed from that day on, answer by answer; meeting: the last one you noted") \
	X(OPT_UNTIL, "until", "MOMENT", \
	  "With the journal, as it was at a moment: \"20 Nov 2026 14:00\", or now") \
	X(OPT_JOURNAL, "journal", "DIR", "Folder of the journal; the store's own otherwise") \
	X(OPT_DRY_RUN, "dry-run", NULL, "Check everything, save nothing") \
	X(OPT_COMPLETION, "completion", "SHELL", "Print a completion file for bash, zsh or fish") \
	X(OPT_LIST_KEYS, "list-keys", NULL, "Print every key and what it does") \
	X(OPT_NO_INPUT, "no-input", NULL, \
	  "Ask nothing: commands never do, and without one the program does not open") \
	X(OPT_HELP, "help", NULL, "Print how to use this") \
	X(OPT_VERSION, "version", NULL, "Print the version")

#define OPTION_ENUM(id, name, value, about) id,
enum opt { OPTION_LIST(OPTION_ENUM) OPT_COUNT };
#undef OPTION_ENUM

enum { AHEAD_MS = 5 * 60 * 1000 }; /* a change later than that says that the clock was set back */
enum { OPT_MOST = 32 };            /* of one that may be given again */

struct cli {
	const char *value[OPT_COUNT]; /* "" for one without value; NULL: not given */
	const char *areas[OPT_MOST];
	size_t nareas;
	const char **word; /* what is left after the command */
	size_t nwords;
	const struct command *command;
	struct app app;
	struct pack_faults settings_faults; /* of the files that were left out */
	enum sitelog_event refused;         /* why nothing came of it; 0: main finds out */
	struct arena *arena;
};

static inline const struct session *cli_session(const struct cli *c)
{
	return &c->app.session;
}

enum need { /* what a command needs open before it runs */
	    NEED_NOTHING,
	    NEED_TEMPLATES,
	    NEED_STORE,
	    NEED_STORE_NEW, /* made when it is not there */
	    NEED_CYCLE,     /* a partnership and a cycle to work in */
};

struct command {
	const char *name;
	const char *words; /* REGISTER, ID field=value… */
	const char *about;
	const char *example;
	enum need need;
	enum opt options[11]; /* that it takes beside the common ones; ends in OPT_COUNT */
	enum rc (*run)(struct cli *c, struct err *err);
};

extern const struct command commands[]; /* ends in a NULL name */
extern const size_t cli_common_count;
extern const enum opt cli_common[]; /* data, partnership, cycle, help */

/* cli_read - RC_USAGE names the word that is wrong and what would be right */
enum rc cli_read(struct cli *c, int argc, char **argv, struct err *err);
void cli_usage(FILE *to, const struct command *c); /* NULL: the whole program */
enum rc cli_completion(FILE *to, const char *shell, struct err *err);
bool cli_on(const struct cli *c, enum opt o);
const char *opt_name(enum opt o);
const char *opt_value(enum opt o); /* what its value is called; NULL: it has none */
const char *opt_about(enum opt o);
/* cli_print - to standard output, whole and fit for a terminal; RC_IO when the other end is gone */
enum rc cli_print(const struct buf *b, struct err *err);
/* cli_say - a line on standard error, fit for a terminal */
void cli_say(const char *text);
/* cli_line - what may come from outside, a file's name, as one line of its own */
const char *cli_line(const char *text, struct arena *a);
/* cli_done - how a command ends: b is printed unless something failed, and cleared */
enum rc cli_done(struct buf *b, enum rc rc, struct err *err);
/* cli_fields - prints the fields of a register that can be given, and how each is written */
enum rc cli_fields(struct cli *c, const struct reg *reg, struct err *err);
/* cli_no_field - RC_USAGE: the register has none of this name, and where they are listed */
enum rc cli_no_field(const struct reg *reg, const char *name, struct err *err);
/* cli_id - an entry's id as people write it: NE-12 */
const char *cli_id(const char *stored, struct arena *a);
/* cli_tell - cli_print for what a change came to, which stands whether it can be told or not; b is cleared */
enum rc cli_tell(struct buf *b, struct err *err);

/* cli_out - as cli_done; JSON and tables, which are taken along, are looked through by cli_personal first */
enum rc cli_out(const struct cli *c, struct buf *b, enum rc rc, struct err *err);
/* cli_personal - warns, on standard error, of what could identify somebody in a text that goes out */
void cli_personal(const struct buf *b);

/* cli_tidy - something was removed: the store's own files are written anew at once where nobody else is in */
void cli_tidy(struct cli *c);
/* cli_may_tell - RC_NOT_ALLOWED: restricted entries were asked for by who is no coordinator */
enum rc cli_may_tell(const struct cli *c, struct err *err);
/* cli_goes_out - what is written for others leaves restricted entries out */
bool cli_goes_out(const struct cli *c);
void cli_say_left_out(size_t n);

/* find_thing - an entry by its id, or the answers about an item, question, task or stage */
enum rc find_thing(const struct cli *c, const char *id, struct record *out, struct err *err);

/* What a run stands on, for screens and commands alike (open.c) */
enum rc open_settings(struct cli *c, struct err *err);
enum rc open_store(struct cli *c, bool create, struct err *err);
enum rc open_cycle(struct cli *c, struct err *err); /* the only one, or the one that was named */
void open_leave(struct cli *c);                     /* the store alone */
void open_close(struct cli *c);

/* The commands, by what they do */
enum rc cmd_open(struct cli *c, struct err *err);
enum rc cmd_init(struct cli *c, struct err *err);
enum rc cmd_status(struct cli *c, struct err *err);
enum rc cmd_registers(struct cli *c, struct err *err);
enum rc cmd_list(struct cli *c, struct err *err);
enum rc cmd_matrix(struct cli *c, struct err *err);
enum rc cmd_show(struct cli *c, struct err *err);
enum rc cmd_chain(struct cli *c, struct err *err);
enum rc cmd_attention(struct cli *c, struct err *err);
enum rc cmd_find(struct cli *c, struct err *err);
enum rc cmd_add(struct cli *c, struct err *err);
enum rc cmd_set(struct cli *c, struct err *err);
enum rc cmd_answer(struct cli *c, struct err *err);
/* cli_years - 2026-2029; false when it is no such span */
bool cli_years(const char *text, int *first, int *last);
enum rc cmd_cycle(struct cli *c, struct err *err);
enum rc cmd_carry(struct cli *c, struct err *err);
enum rc cmd_archive(struct cli *c, struct err *err);
enum rc cmd_role(struct cli *c, struct err *err);
enum rc cmd_who(struct cli *c, struct err *err);
enum rc cmd_view(struct cli *c, struct err *err);
enum rc cmd_cliff(struct cli *c, struct err *err);
enum rc cmd_person(struct cli *c, struct err *err);
/* person_export - the store is open: all that it holds about somebody */
enum rc person_export(struct cli *c, const char *name, struct err *err);
/* person_leave - the store is open: takes them out, or with --dry-run says what would go */
enum rc person_leave(struct cli *c, const char *name, struct err *err);
enum rc cmd_key(struct cli *c, struct err *err);
enum rc cmd_keys(struct cli *c, struct err *err);
enum rc cmd_history(struct cli *c, struct err *err);
/* history_since - into a buffer; about: the beginning of the names of facts, NULL for all */
enum rc history_since(struct cli *c, const char *about, struct buf *b, struct err *err);
enum rc cmd_undo(struct cli *c, struct err *err);
enum rc cmd_redo(struct cli *c, struct err *err);
enum rc cmd_erase(struct cli *c, struct err *err);
enum rc cmd_retention(struct cli *c, struct err *err);
enum rc cmd_check(struct cli *c, struct err *err);
enum rc cmd_verify(struct cli *c, struct err *err);
enum rc cmd_backup(struct cli *c, struct err *err);
enum rc cmd_restore(struct cli *c, struct err *err);
enum rc cmd_recover(struct cli *c, struct err *err);
enum rc cmd_compact(struct cli *c, struct err *err);
enum rc cmd_export(struct cli *c, struct err *err);
enum rc cmd_import(struct cli *c, struct err *err);
enum rc cmd_doctor(struct cli *c, struct err *err);
enum rc cmd_config(struct cli *c, struct err *err);

#endif

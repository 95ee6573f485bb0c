/* SPDX-License-Identifier: ISC */
/*
 * export - what leaves the program, and comes back in
 *
 * Writers add to a buf; the caller writes it out (a file, a pipe). Restricted
 * records and other people's ratings are left out and counted unless asked
 * for by a coordinator.
 */
#ifndef CORE_EXPORT_H
#define CORE_EXPORT_H

#include "../records/work.h"

struct export_opts {
	bool with_restricted; /* coordinator alone */
	bool with_versions;   /* of each fact, for `list --json --versions` */
	const char *cycle;    /* NULL: the session's; "*" all */
	enum life_filter
		life; /* of a register on its own; reports and export_json say for themselves */
	const struct cond *where; /* of a register on its own: only entries for which these hold */
	size_t nwhere;
	struct date since; /* of a report that tells what changed; y 0: since the last meeting */
	const char *generated; /* the line that says when and by what; NULL: leave out */
};

struct left_out {
	size_t restricted, private_rows, suppressed;
	size_t apart; /* rows that others gave apart and that are not shown together yet */
};

/*
 * Lists of a register (CSV, list JSON) are read 500 records at a time, so that
 * a long one keeps nobody's old pages in the file; each record is whole. A
 * report and the whole partnership are one picture of one moment, because what
 * they hold is to agree: they are read into memory and written after that
 * (some 1.5 us of processor for a fact).
 */

/* CSV: UTF-8 with BOM, CRLF, a leading ' before what a spreadsheet would run. Source: RFC 4180 */
enum rc export_csv(const struct session *s, const struct reg *reg, const struct export_opts *o,
		   struct buf *out, struct left_out *left, struct err *err);
/* an array of objects: id, then the fields under their template names */
enum rc export_list_json(const struct session *s, const struct reg *reg,
			 const struct export_opts *o, struct buf *out, struct left_out *left,
			 struct err *err);
enum rc export_record_json(const struct session *s, const struct record *r,
			   const struct export_opts *o, struct buf *out, struct err *err);
/* everything of the partnership, complete enough for import_json into an empty store */
enum rc export_json(const struct session *s, const struct export_opts *o, struct buf *out,
		    struct left_out *left, struct err *err);
enum report_form { REPORT_MARKDOWN, REPORT_TEXT };
enum rc export_report(const struct session *s, const struct report *r, enum report_form form,
		      const struct export_opts *o, struct buf *out, struct left_out *left,
		      struct err *err);

/* report_tells_changes - since a day, the last meeting where none is said */
bool report_tells_changes(const struct report *r);

/* export_lacks - what the records in a report still need before it is final, their ids as fields; drafts go without */
enum rc export_lacks(const struct session *s, const struct report *r, struct faults *out,
		     struct err *err);

struct import_report {
	size_t records, facts, batches;
	size_t kept_out; /* texts that were removed for data protection after the file was made */
	bool knows;      /* the store had been told of removals before */
	/* lines that look as if they hold what could identify somebody; where the first is, and what */
	size_t personal;
	const char *personal_what;
	char personal_at[112]; /* needs/NE-14 */
	char pid[PID_MAX + 1];
};
/*
 * import_json - takes in what export_json wrote; all rows are checked before the first is saved
 *
 * What this store knows to be removed for data protection since the file was
 * made stays out; an entry that needs it comes in as a draft. Roles come in as the file has them,
 * but for that of who brings it, who is a coordinator afterwards.
 *
 * Errors:  RC_INVALID  not such a file, or a rule is broken: err names the line or record
 *          RC_CONFLICT the partnership is here already
 */
enum rc import_json(struct session *s, const char *text, size_t len, struct import_report *out,
		    struct err *err);

#endif

/* SPDX-License-Identifier: ISC */
/* What leaves the program: reports to read here or to save as a file, registers, everything. */
#include <stdlib.h>
#include <string.h>

#include "../core/base/file.h"
#include "../core/out/export.h"
#include "../core/plan/matrix.h"
#include "../core/store/keys.h"
#include "../core/store/outbox.h"
#include "../core/base/personal.h"
#include "../core/store/audit.h"
#include "app.h"
#include "screens.h"
#include "words.h"

enum {
	ID_EVERYTHING = 1,
	ID_SAVE,
	ID_BOX,
	ID_LACKS,
	ID_FINAL,
	ID_ROW = 100,
	ID_FORM = 200,
	ID_LACK = 400
};
enum { ID_TEXT = 1000, LACKS_SHOWN = 3, LACKS_MOST = ID_TEXT - ID_LACK };

static void reports_build(const struct frame *f, struct page *p)
{
	const struct schema *schema = session_of(f)->schema;

	app_page(f, p, NULL, NULL, W_REPORTS);
	for (size_t i = 0; i < schema->nreports; i++)
		page_item(p, ID_ROW + (int)i, schema->reports[i].title, NULL)->detail =
			schema->reports[i].about;
	page_item(p, ID_EVERYTHING, W_SAVE_EVERYTHING, NULL)->detail = W_SAVE_EVERYTHING_ABOUT;
}

const struct screen *report_screen(const struct report *r)
{
	return r && report_tells_changes(r) ? &screen_since : &screen_report;
}

static void reports_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct schema *schema = session_of(f)->schema;

	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_EVERYTHING)
		nav_open(n, &screen_save_file, &(struct args){ .a = "everything" });
	else if (e->id >= ID_ROW && row_at(e, ID_ROW) < schema->nreports)
		nav_open(n, report_screen(&schema->reports[e->id - ID_ROW]),
			 &(struct args){ .a = schema->reports[e->id - ID_ROW].id });
}

const struct screen screen_reports = {
	.name = "reports",
	.title = "Reports",
	.help = "Reports are put together from what the registers and checklists hold. Open one to read it "
		"here; save it as Markdown or plain text to work on it elsewhere.",
	.update = reports_update,
	.build = reports_build,
};

/* One report, to read */

struct report_state {
	const struct report *report;
	const char *text;
	const char **line;
	size_t n;
	struct left_out left;
	struct faults lacks; /* of a final report; the field is the id of a record */
	bool all;            /* every one of them is shown */
};

static enum rc report_load(struct frame *f, struct err *err)
{
	struct report_state *st = f->state;
	const struct session *s = session_of(f);
	const struct export_opts o = { 0 };
	struct buf b = { 0 };
	enum rc rc;
	char *text;

	st->report = schema_report(s->schema, f->args.a);
	if (!st->report)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REPORT, f->args.a);
	rc = export_report(s, st->report, REPORT_TEXT, &o, &b, &st->left, err);
	if (rc != RC_OK) {
		buf_clear(&b);
		return rc;
	}
	st->lacks = (struct faults){ .arena = f->loaded };
	rc = export_lacks(s, st->report, &st->lacks, err);
	if (rc != RC_OK) {
		buf_clear(&b);
		return rc;
	}
	text = arena_strn(f->loaded, b.data ? b.data : "", b.len);
	buf_clear(&b);
	st->n = 1;
	for (const char *c = text; *c; c++)
		st->n += *c == '\n';
	st->line = arena_array(f->loaded, st->n, sizeof(*st->line));
	st->n = 0;
	for (char *c = text, *end; c; c = end) {
		end = strchr(c, '\n');
		if (end)
			*end++ = '\0';
		st->line[st->n++] = c;
	}
	return RC_OK;
}

static void line_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct report_state *st = arg;

	(void)a;
	out->kind = ROW_ITEM; /* takes the focus, so that arrows walk through the text */
	out->id = ID_TEXT + (int)i;
	out->number = -1;
	out->text = st->line[i];
}

static void lack_items(const struct faults *lacks, size_t most, struct page *p)
{
	for (size_t i = 0; i < lacks->n && i < most; i++)
		page_item(p, ID_LACK + (int)i, lacks->v[i].text, NULL);
}

/* What a final report would be refused for, before it is passed on. */
static void lack_rows(const struct report_state *st, struct page *p)
{
	size_t most = st->all ? LACKS_MOST : LACKS_SHOWN;

	if (!st->lacks.n && !st->left.restricted && !st->left.suppressed && !st->left.apart)
		return;
	page_head(p, W_BEFORE_SHARING);
	lack_items(&st->lacks, most, p);
	if (st->lacks.n > most)
		page_item(p, ID_LACKS, page_printf(p, W_MORE_LACKS, st->lacks.n - most), NULL);
	if (st->left.restricted)
		page_text(p, page_printf(p, W_LEFT_OUT, st->left.restricted));
	if (st->left.apart)
		page_text(p, page_printf(p, W_APART_LEFT_OUT, st->left.apart));
	if (st->left.suppressed)
		page_text(p, page_printf(p, W_SMALL_HIDDEN, st->left.suppressed));
	page_gap(p);
}

static void report_build(const struct frame *f, struct page *p)
{
	const struct report_state *st = f->state;

	app_page(f, p, W_REPORTS, NULL, st->report->title);
	lack_rows(st, p);
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = line_row;
	p->list_arg = st;
	page_button(p, ID_SAVE, W_SAVE_AS);
}

static void open_lack(struct frame *f, const struct fault *lack, struct nav *n)
{
	char prefix[9];
	const struct reg *reg;

	if (!id_prefix(lack->field, prefix))
		return;
	reg = schema_reg(session_of(f)->schema, prefix);
	if (reg)
		nav_open(n, &screen_record, &(struct args){ .a = reg->id, .b = lack->field });
}

static void report_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct report_state *st = f->state;

	if (e->act == ACT_OPEN && e->id == ID_LACKS) {
		st->all = true;
		nav_focus(n, ID_LACK + LACKS_SHOWN);
	} else if (e->act == ACT_OPEN && e->id < ID_TEXT && row_at(e, ID_LACK) < st->lacks.n) {
		open_lack(f, &st->lacks.v[row_at(e, ID_LACK)], n);
	}
	if (e->act == ACT_SAVE_FILE || (e->act == ACT_OPEN && e->id == ID_SAVE))
		nav_open(n, &screen_save_file,
			 &(struct args){
				 .a = arena_printf(f->loaded, "report/%s", st->report->id) });
}

static const struct keybind report_keys[] = { { 'x', ACT_SAVE_FILE, "save as a file" },
					      KEYBIND_END };

const struct screen screen_report = {
	.name = "report",
	.needs = "REPORT",
	.title = "Report",
	.help = "The report as plain text, made from what is stored now. What it still lacks before it is final "
		"stands first: open a line to put it right. Save the report as a file with x.",
	.keys = report_keys,
	.state_size = sizeof(struct report_state),
	.load = report_load,
	.update = report_update,
	.build = report_build,
};

/* Saving a file: the program names it; an existing file is never written over */

struct save_file {
	struct textbox *box; /* folder */
	int form;
	bool final, refused; /* a report that must lack nothing, and does */
	struct faults lacks; /* what it was refused for */
};

static const struct {
	const char *what; /* beginning of args.a */
	const char *label, *ending;
} forms[] = {
	{ "report/", W_FORM_MD, "md" },        { "report/", W_FORM_TXT, "txt" },
	{ "register/", W_FORM_CSV, "csv" },    { "register/", W_FORM_JSON, "json" },
	{ "matrix/", W_FORM_CSV, "csv" },      { "matrix/", W_FORM_JSON, "json" },
	{ "everything", W_FORM_JSON, "json" },
};

static bool fits(const struct frame *f, size_t form)
{
	return !strncmp(f->args.a, forms[form].what, strlen(forms[form].what));
}

static const struct report *report_of(const struct frame *f)
{
	return fits(f, 0) ? schema_report(session_of(f)->schema, strchr(f->args.a, '/') + 1) : NULL;
}

static enum rc save_file_open(struct frame *f, struct err *err)
{
	struct save_file *st = f->state;
	const char *home = getenv("HOME");

	while ((size_t)st->form < sizeof(forms) / sizeof(forms[0]) && !fits(f, (size_t)st->form))
		st->form++;
	if ((size_t)st->form == sizeof(forms) / sizeof(forms[0]))
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_FILE, f->args.a);
	st->box = textbox_new(TEXT_LINE, 200);
	textbox_set(st->box, home && home[0] == '/' ? home : "/tmp");
	return RC_OK;
}

/* What stood in the way is looked for again when somebody comes back from it. */
static enum rc save_file_load(struct frame *f, struct err *err)
{
	struct save_file *st = f->state;

	st->lacks = (struct faults){ .arena = f->loaded };
	return st->refused ? export_lacks(session_of(f), report_of(f), &st->lacks, err) : RC_OK;
}

static void save_file_close(struct frame *f)
{
	struct save_file *st = f->state;

	textbox_free(st->box);
}

static void save_file_build(const struct frame *f, struct page *p)
{
	const struct save_file *st = f->state;
	struct row *r;

	app_page(f, p, W_REPORTS, NULL, W_SAVE_AS);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!fits(f, i))
			continue;
		r = page_add(p, ROW_RADIO, ID_FORM + (int)i, forms[i].label);
		r->on = (size_t)st->form == i;
	}
	if (report_of(f)) {
		r = page_add(p, ROW_TICK, ID_FINAL, W_SAVE_FINAL);
		r->on = st->final;
		r->hint = W_SAVE_FINAL_HINT;
		lack_items(&st->lacks, LACKS_MOST, p);
	}
	if (!app_of(f)->kiosk) {
		r = page_add(p, ROW_BOX, ID_BOX, W_SAVE_FOLDER);
		r->box = st->box;
		r->hint = W_SAVE_FOLDER_HINT;
	} else {
		page_text(p, W_SAVE_WAITS);
	}
	page_button(p, ID_SAVE, W_SAVE_FILE);
}

static enum rc write_matrix(struct frame *f, const char *id, bool csv, struct buf *out,
			    struct left_out *left, struct err *err)
{
	const struct session *s = session_of(f);
	const struct view *view = schema_view(s->schema, id);
	struct matrix m;
	enum rc rc = view && view->kind == VIEW_MATRIX
			     ? matrix_load(s, view, NULL, f->loaded, &m, err)
			     : err_set(err, RC_NOT_FOUND, W_NO_SUCH_VIEW, id);

	if (rc == RC_OK)
		left->restricted = csv ? matrix_csv(&m, false, out) : matrix_json(&m, false, out);
	return rc;
}

static enum rc write_what(struct frame *f, struct buf *out, struct left_out *left, struct err *err)
{
	const struct save_file *st = f->state;
	const struct session *s = session_of(f);
	const char *slash = strchr(f->args.a, '/');
	const struct export_opts o = { .cycle = slash ? NULL : "*" };
	const struct reg *reg = slash ? schema_reg(s->schema, slash + 1) : NULL;
	const struct report *report = report_of(f);
	const char *ending = forms[st->form].ending;

	if (!slash)
		return export_json(s, &o, out, left, err);
	if (!strncmp(f->args.a, "matrix/", 7))
		return write_matrix(f, slash + 1, !strcmp(ending, "csv"), out, left, err);
	if (report)
		return export_report(s, report,
				     !strcmp(ending, "md") ? REPORT_MARKDOWN : REPORT_TEXT, &o, out,
				     left, err);
	if (!reg)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, slash + 1);
	if (!strcmp(ending, "csv"))
		return export_csv(s, reg, &o, out, left, err);
	return export_list_json(s, reg, &o, out, left, err);
}

/* Whoever has no account here fetches it over the line. Source: cairn-admin(8), FILES OUT OF A KIOSK */
static const char *put_out(struct frame *f, const char *name, const struct buf *b, struct err *err)
{
	const struct app *app = app_of(f);
	unsigned number;

	if (outbox_put(app->data_dir, app->session.actor.person, name, buf_text(b), b->len, &number,
		       err) != RC_OK)
		return NULL;
	return arena_printf(f->loaded, W_FILE_WAITS, number, number);
}

static void write_file(struct frame *f, struct nav *n)
{
	const struct save_file *st = f->state;
	const struct session *s = session_of(f);
	const char *slash = strchr(f->args.a, '/');
	struct buf b = { 0 };
	struct left_out left = { 0 };
	struct personal_found found;
	struct err err = { 0 };
	char slug[41], day[11];
	const char *path, *name;
	enum rc rc;

	text_slug(slug, slash ? slash + 1 : "everything");
	date_iso(s->today, day);
	name = arena_printf(f->loaded, "%s-%s-%s.%s", s->pid, slug, day, forms[st->form].ending);
	path = arena_printf(f->loaded, "%s/%s", textbox_text(st->box), name);
	rc = write_what(f, &b, &left, &err);
	if (rc == RC_OK && app_of(f)->kiosk) {
		path = put_out(f, name, &b, &err);
		rc = path ? RC_OK : err.rc;
	} else if (rc == RC_OK)
		rc = file_write_new(path, b.data ? b.data : "", b.len, &err);
	personal_lines(b.len ? b.data : "", &found);
	buf_clear(&b);
	if (rc != RC_OK) {
		nav_err(n, &err);
		return;
	}
	app_note(f, AUDIT_EXPORT, name);
	if (found.lines)
		nav_say(n, W_FILE_PERSONAL, path, found.line, found.what, found.lines);
	else if (left.restricted)
		nav_say(n, W_FILE_SAVED_LESS, path, left.restricted);
	else
		nav_say(n, W_FILE_SAVED, path);
	nav_back(n);
}

/* A draft may lack what it lacks; a final report is not written until nothing is missing. */
static void save_it(struct frame *f, struct nav *n)
{
	struct save_file *st = f->state;
	struct err err = { 0 };

	st->refused = st->final;
	if (save_file_load(f, &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	st->refused = st->lacks.n > 0;
	if (!st->refused) {
		write_file(f, n);
		return;
	}
	nav_say(n, W_NOT_FINAL);
	nav_focus(n, ID_LACK);
}

static void save_file_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct save_file *st = f->state;
	bool pick = e->act == ACT_OPEN || e->act == ACT_TICK;

	if (e->act == ACT_OPEN && e->id >= ID_LACK && row_at(e, ID_LACK) < st->lacks.n) {
		open_lack(f, &st->lacks.v[row_at(e, ID_LACK)], n);
	} else if (pick && e->id == ID_FINAL) {
		st->final = !st->final;
		st->refused = false;
		st->lacks.n = 0;
	} else if (pick && e->id >= ID_FORM && e->id < ID_LACK)
		st->form = e->id - ID_FORM;
	else if (e->act == ACT_OPEN && e->id == ID_BOX)
		nav_next(n);
	else if (e->act == ACT_OPEN && e->id == ID_SAVE)
		save_it(f, n);
}

const struct screen screen_save_file = {
	.name = "save-file",
	.needs = "WHAT",
	.title = "Save as a file",
	.help = "Writes a new file into a folder of yours; a file that is there already is never written "
		"over. Entries marked restricted are left out, and the message says how many. A final report is not "
		"written while it lacks something: open a line below the tick to put it right.",
	.state_size = sizeof(struct save_file),
	.open = save_file_open,
	.load = save_file_load,
	.update = save_file_update,
	.build = save_file_build,
	.close = save_file_close,
};

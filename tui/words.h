/* SPDX-License-Identifier: ISC */
/*
 * words - every sentence the writers themselves show, in one place
 *
 * Source: the wording rules in cairn-template(5), WORDS
 */
#ifndef TUI_WORDS_H
#define TUI_WORDS_H

#define TW_MORE "More actions"
#define TW_LEAVE "Leave cairn?"
#define TW_LEAVE_SAVED \
	"What you saved is safe. What you typed in a box and did not save is kept for you."
#define TW_LEAVE_YES "Leave"
#define TW_LEAVE_NO "Stay here"
#define TW_GUIDANCE "Guidance"
#define TW_GUIDANCE_HELP \
	"The guidance for the screen you came from. Press g or Esc to go back to it."
#define TW_NO_GUIDANCE "There is no guidance for this screen."
#define TW_LEFT_OUT_1 "1 character that cannot be kept was left out."
#define TW_LEFT_OUT "%zu characters that cannot be kept were left out."
#define TW_BOX_FULL "This box is full."
#define TW_BOX_FULL_OF "This box is full: %zu characters were left out."
#define TW_NOTHING_TO_CUT "There is no line to cut here."
#define TW_NOTHING_CUT "No line was cut yet."
#define TW_NOTHING_TYPED "There is no typing to take back here."
#define TW_PASTE_WHERE "What you pasted was left out: go to a box first, then paste."
#define TW_LINE_GONE "The line you were on is gone."
#define TW_CHANGED "Somebody changed this list. Nothing was done; here it is again."
#define TW_TERMINAL "This terminal is not known here; it is drawn on as %s."
#define TW_TOO_SMALL \
	"This window has %d columns and %d lines; cairn needs %d and %d. " \
	"Make it larger: your work is saved."
#define TW_SIDE_MORE "(g shows the rest)"
#define TW_MORE_BELOW "more below"
#define TW_MORE_ABOVE "more above"
#define TW_MORE_BOTH "more above and below"
#define TW_ERROR "Error: %s"

/* the keys at the foot of the screen */
#define TW_KEY_MOVE "Up/Down"
#define TW_KEY_NUMBERS "1 to 9"
#define TW_OPEN_LINE "open that line"
#define TW_CHOOSE_LINE "choose that line"
#define TW_GO_ON "go on"
#define TW_NEXT "next"
#define TW_BACK "back"
#define TW_BACK_KEPT "back, what you typed is kept"
#define TW_HELP "help"
#define TW_CUT "cut line"
#define TW_PASTE "put it here"
#define TW_UNTYPE "take back typing"
#define TW_SIDE_KEY "guidance"
#define TW_TICK "tick"
#define TW_UNDO "undo my last change"

/* the plain conversation */
#define TW_TICKED "ticked"
#define TW_NOT_TICKED "not ticked"
#define TW_CHOSEN "now"
#define TW_EMPTY "(empty)"
#define TW_LINES_OF "Lines %zu to %zu of %zu. + shows more, - those before."
#define TW_ASK "Type a number, %s< to go back, ? for help: "
#define TW_ASK_ENTER "Type a number, Enter for \"%s\", %s< to go back: "
#define TW_ASK_KEEP "Type a number, Enter to keep what is chosen, %s< to go back: "
#define TW_ASK_BOX \
	"Type your answer, Enter to leave it empty, %s< to go back, # and a number for another line: "
#define TW_ASK_BOX_KEEP \
	"Type your answer, Enter to keep \"%s\", a space to empty it, %s< to go back, # and a number for " \
	"another line: "
#define TW_ASK_AREA \
	"Type your text, an empty line ends it. Enter to leave it empty, %s< to go back: "
#define TW_ASK_AREA_KEEP \
	"Type a new text, an empty line ends it. Enter to keep the text, a space to empty it, %s< to go " \
	"back: "
#define TW_ASK_GUIDANCE "%sg for guidance, "
#define TW_ASK_MORE_TEXT "More text, or Enter to end it: "
#define TW_NO_MESSAGE "There is no message."
#define TW_NO_LINE "There is no line %ld here."
#define TW_NOT_UNDERSTOOD "\"%.*s\" is not a line or an action here. Type ? for help."

#define TW_IDLE_SOON_1 \
	"After a minute without a key the program ends by itself. What you typed is kept then."
#define TW_IDLE_SOON \
	"After %d minutes without a key the program ends by itself. What you typed is kept then."
#define TW_IDLE_ENDED_1 \
	"cairn: no key for a minute, so the program has ended. What you typed is kept; open it again to go on."
#define TW_IDLE_ENDED \
	"cairn: no key for %d minutes, so the program has ended. What you typed is kept; open it again to go on."

#endif

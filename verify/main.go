// Proviso-verify checks what Proviso wrote for others without a line of Proviso's own code: a ledger, a receipt, evidence.
//
//	proviso-verify ledger FOLDER [-vkey KEY]
//	proviso-verify receipt FILE [-vkey KEY] [-ledger FOLDER]
//	proviso-verify evidence FILE|FOLDER [-vkey KEY]
//
// The tree is that of RFC 9162 as golang.org/x/mod/sumdb/tlog computes it, the checkpoints are signed notes as
// golang.org/x/mod/sumdb/note reads them. Give -vkey the key that you were handed on paper; without it, the key beside
// the files is used, and only shows that they agree with each other.
//
// Exit codes: 0 whole, 3 not whole, 2 wrong usage, 1 a file that cannot be read.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const usage = `usage: proviso-verify ledger FOLDER [-vkey KEY]
       proviso-verify receipt FILE [-vkey KEY] [-ledger FOLDER]
       proviso-verify evidence FILE|FOLDER [-vkey KEY]`

// notWhole is what was found wrong, in one sentence.
type notWhole struct{ sentence string }

func (e *notWhole) Error() string { return e.sentence }

func bad(format string, values ...interface{}) error {
	return &notWhole{fmt.Sprintf(format, values...)}
}

func main() {
	lines, err := run(os.Args[1:])
	for _, line := range lines {
		fmt.Println(line)
	}
	var found *notWhole
	switch {
	case err == nil:
		return
	case errors.As(err, &found):
		fmt.Println("NOT WHOLE: " + found.sentence)
		os.Exit(3)
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage")

func run(args []string) ([]string, error) {
	if len(args) < 2 {
		return nil, errUsage
	}
	what, path := args[0], args[1]
	flags := flag.NewFlagSet(what, flag.ContinueOnError)
	vkey := flags.String("vkey", "", "the key that you trust")
	folder := flags.String("ledger", "", "an exported ledger that must hold the receipt")
	if err := flags.Parse(args[2:]); err != nil || flags.NArg() > 0 {
		return nil, errUsage
	}
	switch what {
	case "ledger":
		key, err := keyOr(*vkey, filepath.Join(path, "vkey"))
		if err != nil {
			return nil, err
		}
		_, lines, err := checkLedger(path, key)
		return lines, err
	case "receipt":
		return checkReceipt(path, *vkey, *folder)
	case "evidence":
		return checkEvidence(path, *vkey)
	}
	return nil, errUsage
}

func keyOr(given, file string) (string, error) {
	if given != "" {
		return given, nil
	}
	text, err := os.ReadFile(file)
	return strings.TrimSpace(string(text)), err
}

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

type receipt struct {
	Format     string      `json:"format"`
	Index      int64       `json:"index"`
	Record     []byte      `json:"record"`
	Leaf       tlog.Hash   `json:"leaf"`
	Proof      []tlog.Hash `json:"proof"`
	Checkpoint string      `json:"checkpoint"`
	Vkey       string      `json:"vkey"`
}

// checkReceipt verifies one entry against the checkpoint in its receipt, and that against an exported ledger, if given.
func checkReceipt(path, vkey, folder string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var r receipt
	if err := json.Unmarshal(text, &r); err != nil || r.Format != "proviso-receipt/1" {
		return nil, bad("%s is not a receipt of format proviso-receipt/1", path)
	}
	if vkey == "" {
		vkey = r.Vkey
	}
	head, err := openCheckpoint(r.Checkpoint, vkey)
	if err != nil {
		return nil, err
	}
	leaf := tlog.RecordHash(r.Record)
	if leaf != r.Leaf {
		return nil, bad("the record of the receipt was changed")
	}
	if r.Index < 0 || r.Index >= head.N {
		return nil, bad("entry %d is not under a checkpoint of %d entries", r.Index, head.N)
	}
	if err := tlog.CheckRecord(tlog.RecordProof(r.Proof), head.N, head.Hash, r.Index, leaf); err != nil {
		return nil, bad("entry %d is not in the ledger that was signed: %v", r.Index, err)
	}
	lines := []string{
		fmt.Sprintf("entry %d is in the ledger of %d entries, root %s", r.Index, head.N, head.Hash),
		string(r.Record),
	}
	if folder == "" {
		return lines, nil
	}
	return checkAgainst(lines, head, vkey, folder)
}

func checkAgainst(lines []string, head tlog.Tree, vkey, folder string) ([]string, error) {
	tree, more, err := checkLedger(folder, vkey)
	if err != nil {
		return lines, err
	}
	if tree.size < head.N {
		return lines, bad("the ledger has %d entries, the receipt was signed for %d", tree.size, head.N)
	}
	root, err := tree.head(head.N)
	if err != nil {
		return lines, err
	}
	if root != head.Hash {
		return lines, bad("the ledger and the receipt contradict each other")
	}
	return append(append(lines, more...), "the receipt and the ledger agree"), nil
}

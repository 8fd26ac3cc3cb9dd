package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const separator = "--\n"

// The line of an entry that is withheld begins as no record does; withheld.txt lists those, signed.
const (
	standIn        = `{"leaf":"%s","withheld":"139-07.6"}`
	standInBegins  = `{"leaf":`
	withheldFile   = "withheld.txt"
	withheldFormat = "proviso-withheld/1"
)

// hashes is a tree in memory, in tlog's own order.
type hashes struct {
	stored []tlog.Hash
	size   int64
}

func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		if index >= int64(len(h.stored)) {
			return nil, fmt.Errorf("the tree has no hash %d", index)
		}
		found = append(found, h.stored[index])
	}
	return found, nil
}

func (h *hashes) add(leaf tlog.Hash) error {
	grown, err := tlog.StoredHashesForRecordHash(h.size, leaf, h)
	if err != nil {
		return err
	}
	h.stored = append(h.stored, grown...)
	h.size++
	return nil
}

// head is the root of the first n entries. (This version of tlog knows no empty tree.)
func (h *hashes) head(n int64) (tlog.Hash, error) {
	if n == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(n, h)
}

func (h *hashes) leaf(n int64) tlog.Hash { return h.stored[tlog.StoredHashIndex(0, n)] }

// checkLedger reads a whole export: every record, every checkpoint, and the consistency of each with the next.
func checkLedger(folder, vkey string) (*hashes, []string, error) {
	heads, err := readCheckpoints(filepath.Join(folder, "checkpoints.txt"), vkey)
	if err != nil {
		return nil, nil, err
	}
	var withheld []int64
	var count int64
	tree, err := readTree(filepath.Join(folder, "entries.jsonl"), func(line []byte) (tlog.Hash, error) {
		count++
		if !bytes.HasPrefix(line, []byte(standInBegins)) {
			return tlog.RecordHash(line), nil
		}
		withheld = append(withheld, count-1)
		return leafOf(line)
	})
	if err != nil {
		return nil, nil, err
	}
	if err := checkWithheld(folder, vkey, withheld, count); err != nil {
		return nil, nil, err
	}
	last := tlog.Tree{}
	for _, head := range heads {
		if err := checkHead(tree, last, head, folder); err != nil {
			return nil, nil, err
		}
		last = head
	}
	if tree.size > last.N {
		return nil, nil, bad("entry %d was added: no checkpoint holds it", last.N)
	}
	name := strings.SplitN(vkey, "+", 2)[0]
	lines := []string{
		fmt.Sprintf("ledger %s: %d entries, root %s", name, tree.size, last.Hash),
		fmt.Sprintf("%d checkpoints are signed by its key, and each is consistent with the next", len(heads)),
	}
	if len(withheld) > 0 {
		lines = append(lines, fmt.Sprintf("%d entries are of classified incidents: their hashes stand for what they say", len(withheld)))
	}
	return tree, lines, nil
}

// leafOf reads the hash that stands in the place of an entry.
func leafOf(line []byte) (tlog.Hash, error) {
	var stands struct {
		Leaf tlog.Hash `json:"leaf"`
	}
	if err := json.Unmarshal(line, &stands); err != nil {
		return tlog.Hash{}, err
	}
	if string(line) != fmt.Sprintf(standIn, stands.Leaf) {
		return tlog.Hash{}, errors.New("it is no withheld entry")
	}
	return stands.Leaf, nil
}

// checkWithheld: only who holds the key of the ledger withholds, else whoever passes an export on could hide an entry.
func checkWithheld(folder, vkey string, withheld []int64, size int64) error {
	text, err := os.ReadFile(filepath.Join(folder, withheldFile))
	if errors.Is(err, os.ErrNotExist) && len(withheld) == 0 {
		return nil
	}
	signed := ""
	if err == nil {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return bad("the key cannot be used: %v", err)
		}
		opened, err := note.Open(text, note.VerifierList(verifier))
		if err != nil {
			return bad("%s was not signed by %s: %v", withheldFile, verifier.Name(), err)
		}
		signed = opened.Text
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	listed := fmt.Sprintf("%s\n%d\n", withheldFormat, size)
	for _, number := range withheld {
		listed += fmt.Sprintf("%d\n", number)
	}
	if signed == listed {
		return nil
	}
	known := map[string]bool{}
	for _, line := range strings.Split(signed, "\n") {
		known[line] = true
	}
	for _, number := range withheld {
		if !known[fmt.Sprint(number)] {
			return bad("entry %d is withheld, and nobody signed that", number)
		}
	}
	return bad("%s was signed for another export", withheldFile)
}

func checkHead(tree *hashes, last, head tlog.Tree, folder string) error {
	if tree.size < head.N {
		return bad("entry %d and what followed is missing: %d entries were signed, %d are here", tree.size, head.N, tree.size)
	}
	root, err := tree.head(head.N)
	if err != nil {
		return err
	}
	if root != head.Hash {
		return firstBad(tree, last.N, head, folder)
	}
	if last.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(head.N, last.N, tree)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, head.N, head.Hash, last.N, last.Hash); err != nil {
		return bad("the checkpoints of %d and %d entries contradict each other: %v", last.N, head.N, err)
	}
	return nil
}

// firstBad names the entry: the leaves beside the export tell it, when they themselves make up the signed root.
func firstBad(tree *hashes, good int64, head tlog.Tree, folder string) error {
	leaves, err := readTree(filepath.Join(folder, "leaves.txt"), func(line []byte) (tlog.Hash, error) {
		return tlog.ParseHash(string(line))
	})
	if err == nil && leaves.size >= head.N {
		if root, err := leaves.head(head.N); err == nil && root == head.Hash {
			for n := good; n < head.N; n++ {
				if tree.leaf(n) != leaves.leaf(n) {
					return bad("entry %d is not the one that was signed", n)
				}
			}
		}
	}
	return bad("an entry from %d to %d is not the one that was signed", good, head.N-1)
}

func readTree(path string, hash func([]byte) (tlog.Hash, error)) (*hashes, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	tree := &hashes{}
	for reader := bufio.NewReaderSize(file, 1<<20); ; {
		line, err := reader.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return tree, nil
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		leaf, err := hash(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			return nil, bad("line %d of %s cannot be read: %v", tree.size+1, filepath.Base(path), err)
		}
		if err := tree.add(leaf); err != nil {
			return nil, err
		}
	}
}

func readCheckpoints(path, vkey string) ([]tlog.Tree, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var heads []tlog.Tree
	for _, each := range strings.SplitAfter(string(text), "\n"+separator) {
		if each == "" {
			continue
		}
		head, err := openCheckpoint(strings.TrimSuffix(each, separator), vkey)
		if err != nil {
			return nil, err
		}
		heads = append(heads, head)
	}
	sort.SliceStable(heads, func(i, j int) bool { return heads[i].N < heads[j].N })
	if len(heads) == 0 {
		return nil, bad("there is no checkpoint")
	}
	return heads, nil
}

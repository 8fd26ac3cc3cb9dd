package main

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const largest = 1 << 30

var (
	pdfTail   = regexp.MustCompile(`%proviso-seal ([A-Za-z0-9+/=]+)\nstartxref\n[0-9]+\n%%EOF\n?$`)
	pdfNames  = regexp.MustCompile(`/Type/Filespec/F\(([A-Za-z0-9 ._@+-]+)\)/UF\([^)]*\)/EF<</F ([0-9]+) 0 R`)
	pdfStream = regexp.MustCompile(`(?:^|\n)([0-9]+) 0 obj\n<</Length ([0-9]+)/Type/EmbeddedFile([^\n]*)>>\nstream\n`)
	zipMark   = []byte("proviso-seal ")
)

// seal checks, with the key, that no byte of a file but the seal's own was changed.
type seal func(note.Verifier) []string

func openEvidence(path string) (map[string][]byte, seal, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		files, err := readFolder(path)
		return files, nil, err
	}
	if info.Size() > largest {
		return nil, nil, fmt.Errorf("%s is too large to be an evidence file", path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	if bytes.HasPrefix(content, []byte("%PDF-")) || bytes.Contains(content, []byte("/EmbeddedFile")) {
		return openPDF(content)
	}
	return openZip(content)
}

func readFolder(path string) (map[string][]byte, error) {
	files := map[string][]byte{}
	return files, filepath.Walk(path, func(each string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		name, err := filepath.Rel(path, each)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(each)
		return err
	})
}

func openPDF(content []byte) (map[string][]byte, seal, error) {
	var encoded, rest []byte
	start := len(content) - 4096
	if start < 0 {
		start = 0
	}
	if at := pdfTail.FindSubmatchIndex(content[start:]); at != nil {
		encoded = content[start+at[2] : start+at[3]]
		rest = append(append([]byte{}, content[:start+at[0]]...), content[start+at[3]+1:]...)
	}
	files, problems := pdfFiles(content)
	return files, func(v note.Verifier) []string { return append(checkSeal(encoded, rest, v), problems...) }, nil
}

func pdfFiles(content []byte) (map[string][]byte, []string) {
	streams := map[string][]int{}
	for _, at := range pdfStream.FindAllSubmatchIndex(content, -1) {
		streams[string(content[at[2]:at[3]])] = at
	}
	files, problems := map[string][]byte{}, []string{}
	for _, found := range pdfNames.FindAllSubmatch(content, -1) {
		name, at := string(found[1]), streams[string(found[2])]
		if at == nil {
			problems = append(problems, "the attachment "+name+" cannot be found")
			continue
		}
		length, _ := strconv.Atoi(string(content[at[4]:at[5]]))
		stop := at[1] + length
		if stop > len(content) {
			stop = len(content)
		}
		raw := content[at[1]:stop]
		if !bytes.Contains(content[at[6]:at[7]], []byte("/FlateDecode")) {
			files[name] = raw
			continue
		}
		held, err := inflate(raw)
		if err != nil {
			problems = append(problems, "the attachment "+name+" cannot be unpacked to its end")
		}
		files[name] = held
	}
	return files, problems
}

func inflate(raw []byte) ([]byte, error) {
	reader, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(reader, largest))
}

func openZip(content []byte) (map[string][]byte, seal, error) {
	at := bytes.LastIndex(content, zipMark)
	if at < 22 && !bytes.HasPrefix(content, []byte("PK")) {
		return nil, nil, bad("this is no evidence file: it is a PDF, a ZIP or a folder that Proviso made")
	}
	var encoded, rest []byte
	if at >= 22 && bytes.Equal(content[at-22:at-18], []byte("PK\x05\x06")) &&
		int(binary.LittleEndian.Uint16(content[at-2:at])) == len(content)-at {
		encoded, rest = content[at+len(zipMark):], content[:at]
	}
	files, problems := map[string][]byte{}, []string{}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		problems = append(problems, "the list of files in the archive was damaged")
		archive = &zip.Reader{}
	}
	left := int64(largest)
	for _, each := range archive.File {
		reader, err := each.Open()
		var held []byte
		if err == nil {
			held, err = io.ReadAll(io.LimitReader(reader, left))
		}
		if err != nil {
			problems = append(problems, "the file "+each.Name+" cannot be unpacked")
		}
		left -= int64(len(held))
		files[each.Name] = held
	}
	return files, func(v note.Verifier) []string { return append(checkSeal(encoded, rest, v), problems...) }, nil
}

func checkSeal(encoded, rest []byte, verifier note.Verifier) []string {
	if encoded == nil {
		return []string{"the seal of the file is missing or was damaged"}
	}
	text, err := base64.StdEncoding.DecodeString(string(encoded))
	if err != nil {
		return []string{"the seal of the file was damaged"}
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return []string{fmt.Sprintf("the seal of the file was not signed by %s: %v", verifier.Name(), err)}
	}
	if !isCanonical(text, opened.Text) || encode64(text) != string(encoded) {
		return []string{"the seal of the file was damaged"}
	}
	sum := sha256.Sum256(rest)
	if opened.Text != fmt.Sprintf("proviso-seal/1\n%020d\n%s\n", len(rest), encode64(sum[:])) {
		return []string{"the file is not the one that was sealed: something in it was changed"}
	}
	return nil
}

// isCanonical: one signature, written the one way. A base64 text has spare bits at its end, which nothing else would hold.
func isCanonical(text []byte, signed string) bool {
	signature := strings.TrimSuffix(string(text[len(signed)+1:]), "\n")
	last := signature[strings.LastIndex(signature, " ")+1:]
	raw, err := base64.StdEncoding.DecodeString(last)
	return err == nil && encode64(raw) == last && !strings.Contains(signature, "\n")
}

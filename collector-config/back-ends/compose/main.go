// Loads a compose file as "docker compose" does, with the variables of the environment, and prints what it comes to as
// JSON. It starts nothing and needs no container engine.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if len(os.Args) != 2 {
		fail(2, "usage: compose FILE")
	}
	json, err := resolve(os.Args[1])
	if err != nil {
		fail(1, err.Error())
	}
	fmt.Println(string(json))
}

// resolve reads, interpolates and validates.
func resolve(file string) ([]byte, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithOsEnv)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

// fail ends with one line, whatever the text has.
func fail(code int, text string) {
	fmt.Fprintln(os.Stderr, "compose: "+strings.Join(strings.Fields(text), " "))
	os.Exit(code)
}

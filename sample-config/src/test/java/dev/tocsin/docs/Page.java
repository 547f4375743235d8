package dev.tocsin.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param lines its lines
 */
record Page(Path file, List<String> lines) {
  private static final Pattern MARK = Pattern.compile("<!-- test: (.*) -->");
  private static final String FENCE = "```";

  static Page read(Path file) {
    try {
      return new Page(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  static Page of(String name) {
    return read(Checkout.ROOT.resolve(name));
  }

  String name() {
    return Checkout.ROOT.relativize(file).toString().replace('\\', '/');
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** Its fenced blocks, each with the mark on the line before it. */
  List<CodeBlock> blocks() {
    List<CodeBlock> blocks = new ArrayList<>();
    String mark = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Matcher marked = MARK.matcher(line);
      if (marked.matches()) {
        mark = marked.group(1);
      } else if (line.startsWith(FENCE)) {
        List<String> text = new ArrayList<>();
        int start = i + 1;
        for (i++; !lines.get(i).strip().equals(FENCE); i++) {
          text.add(lines.get(i));
        }
        blocks.add(new CodeBlock(this, start, line.substring(FENCE.length()).strip(), mark, text));
        mark = "";
      } else if (!line.isEmpty()) {
        if (!mark.isEmpty()) {
          throw new IllegalStateException(
              name() + ":" + (i + 1) + ": the mark \"" + mark + "\" stands before no code block");
        }
      }
    }
    return blocks;
  }

  /** The one block with that mark. */
  CodeBlock block(String mark) {
    List<CodeBlock> found = blocks().stream().filter(each -> each.mark().equals(mark)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          name() + ": " + found.size() + " blocks are marked \"" + mark + "\"");
    }
    return found.get(0);
  }
}

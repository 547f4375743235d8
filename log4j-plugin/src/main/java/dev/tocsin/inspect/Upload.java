package dev.tocsin.inspect;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is dangerous about a file that somebody uploads, by the name and the type that he gives it
 * and by its first bytes. It says nothing of the rest of the file and is no virus scanner; {@link
 * #findings} being empty does not make a file harmless. Immutable and thread-safe.
 *
 * @see <a href="https://cwe.mitre.org/data/definitions/434.html">CWE-434</a>
 */
public final class Upload {
  /** How many of a file's first bytes are looked at. */
  public static final int HEAD_BYTES = 64;

  /** As much of a name as is looked at, from its end, where the extension is. */
  private static final int MOST_NAME_CHARS = 1_024;

  /** Run by servers, or telling them what to run. */
  private static final Set<String> SERVER_SCRIPTS =
      words(
          "jsp jspx jspf jsw jsv jhtml php php2 php3 php4 php5 php7 php8 pht phtml phps phar inc asp"
              + " aspx ashx asmx asa ascx cer cfm cfml cfc cgi fcgi pl pm py rb shtml shtm stm war");

  /** Run by whoever opens them. */
  private static final Set<String> EXECUTABLES =
      words(
          "exe com scr pif msi msp cpl dll sys ocx bat cmd ps1 psm1 vbs vbe wsf wsh wsc hta jse lnk"
              + " url reg inf gadget jar jnlp class apk ipa app dmg pkg deb rpm sh bash zsh ksh csh"
              + " run bin elf so dylib desktop appimage docm dotm xlsm xltm xlam pptm potm ppam iso img");

  /** Run by a browser in the name of the site that shows them. */
  private static final Set<String> ACTIVE_CONTENT =
      words("html htm xhtml xht mhtml mht svg svgz xml xsl xslt js mjs swf");

  /** What programs are passed off as. */
  private static final Set<String> DOCUMENTS =
      words(
          "pdf doc docx xls xlsx ppt pptx odt ods txt rtf csv jpg jpeg png gif bmp webp mp3 mp4 zip");

  /** Begin with the program that reads them; so do scripts without an extension. */
  private static final Set<String> SCRIPTS =
      Set.of(
          "", "js", "mjs", "cjs", "ts", "py", "rb", "pl", "pm", "tcl", "lua", "awk", "r", "groovy",
          "kts", "sh", "bash", "zsh", "ksh", "csh", "fish");

  /** Of languages that mark what is run as JSP does. */
  private static final Set<String> TEMPLATES = Set.of("ejs", "erb", "rhtml", "eex", "heex");

  /** Names that mean something else to a server or to Windows. */
  private static final Set<String> SPECIAL_NAMES =
      words(
          ".htaccess .htpasswd .user.ini web.config con prn aux nul com1 com2 com3 com4 lpt1 lpt2"
              + " lpt3");

  /** What one sees in a file; in the order of these constants. */
  public enum Finding {
    /** The name has a part {@code ..}, which leaves the folder. */
    PARENT_PATH("parent_path", Confidence.HIGH),

    /** The name has a control character, such as NUL, that cuts it off for some programs. */
    CONTROL_CHARACTER("control_character", Confidence.HIGH),

    /** The name has a character that turns the direction of writing, which hides the extension. */
    DIRECTION_OVERRIDE("direction_override", Confidence.HIGH),

    /** The file begins as a program or a server's script, and its name or type says otherwise. */
    DISGUISED_PROGRAM("disguised_program", Confidence.HIGH),

    /** The name is that of a server's settings or of a device of Windows. */
    SPECIAL_NAME("special_name", Confidence.HIGH),

    /** The name is that of a device of Windows, with an extension. */
    DEVICE_NAME("device_name", Confidence.MEDIUM),

    /** An extension that servers run. */
    SERVER_SCRIPT("server_script", Confidence.MEDIUM),

    /** An extension that servers run stands before the last one, which some servers look at. */
    HIDDEN_SERVER_SCRIPT("hidden_server_script", Confidence.MEDIUM),

    /** An extension of programs, after one of documents, as in {@code invoice.pdf.exe}. */
    DOUBLE_EXTENSION("double_extension", Confidence.MEDIUM),

    /** An extension or a type of programs. */
    PROGRAM("program", Confidence.LOW),

    /** The file begins as a template that servers run, and its extension says so. */
    TEMPLATE("template", Confidence.LOW),

    /** The name has a folder, as some old browsers send it. */
    PATH("path", Confidence.LOW),

    /** An extension or a type that browsers run. */
    ACTIVE_CONTENT("active_content", Confidence.LOW);

    private final String indicator;
    private final Confidence confidence;

    Finding(String indicator, Confidence confidence) {
      this.indicator = indicator;
      this.confidence = confidence;
    }

    /** As events have it, for example {@code upload.server_script}. */
    public String indicator() {
      return "upload." + indicator;
    }
  }

  private final Set<Finding> findings;

  private Upload(Set<Finding> findings) {
    this.findings = findings;
  }

  /**
   * Looks at a file.
   *
   * @param name as it was sent, null if none was; of one longer than 1,024 characters the end
   * @param contentType as it was sent, null if none was
   * @param head the first bytes, of which {@value #HEAD_BYTES} are looked at; empty if not known;
   *     not kept
   */
  public static Upload inspect(@Nullable String name, @Nullable String contentType, byte[] head) {
    Set<Finding> findings = EnumSet.noneOf(Finding.class);
    String type = contentType == null ? "" : mediaType(contentType);
    String extension = "";
    if (name != null) {
      String end = name.substring(Math.max(0, name.length() - MOST_NAME_CHARS));
      inspectCharacters(end, findings);
      extension = inspectReadings(lastPart(end).toLowerCase(Locale.ROOT), findings);
    }
    if (isProgram(type)) {
      findings.add(Finding.PROGRAM);
    }
    if (isActive(type)) {
      findings.add(Finding.ACTIVE_CONTENT);
    }
    // A type is the sender's word: it does not make a picture's name a program's.
    boolean saysSo =
        EXECUTABLES.contains(extension)
            || SERVER_SCRIPTS.contains(extension)
            || (extension.isEmpty() && isProgram(type));
    String start = start(head);
    if (SCRIPTS.contains(extension) && start.startsWith("#!")) {
      findings.add(Finding.PROGRAM);
    } else if (TEMPLATES.contains(extension) && start.startsWith("<%")) {
      findings.add(Finding.TEMPLATE);
    } else if (!saysSo && beginsAsProgram(head, start)) {
      findings.add(Finding.DISGUISED_PROGRAM);
    }
    return new Upload(findings);
  }

  /**
   * Looks at a name as it is, and as far as IIS, file systems with streams and what is written in C
   * read it: to a semicolon, a colon, a NUL.
   *
   * @return the extension of a program if a reading has one, else that of the whole name
   */
  private static String inspectReadings(String name, Set<Finding> findings) {
    String whole = inspectName(name, findings);
    int cut = firstOf(name, ";:\0");
    String first = cut < 0 ? whole : inspectName(name.substring(0, cut), findings);
    return EXECUTABLES.contains(first) || SERVER_SCRIPTS.contains(first) ? first : whole;
  }

  private static void inspectCharacters(String name, Set<Finding> findings) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)) {
        findings.add(Finding.CONTROL_CHARACTER);
      } else if ((c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069')) {
        findings.add(Finding.DIRECTION_OVERRIDE);
      }
    }
    String[] parts = name.split("[/\\\\]", -1);
    if (parts.length > 1) {
      findings.add(Finding.PATH);
    }
    if (List.of(parts).contains("..")) {
      findings.add(Finding.PARENT_PATH);
    }
  }

  /**
   * Looks at a reading of a name without folders, in lower case.
   *
   * @return its extension, "" for none
   */
  private static String inspectName(String name, Set<Finding> findings) {
    // Windows leaves blanks and dots at the end away.
    String plain = strippedEnd(name);
    int firstDot = plain.indexOf('.');
    String first = firstDot > 0 ? plain.substring(0, firstDot) : plain;
    if (SPECIAL_NAMES.contains(plain)) {
      findings.add(Finding.SPECIAL_NAME);
    } else if (SPECIAL_NAMES.contains(first)) {
      findings.add(Finding.DEVICE_NAME);
    }
    String[] parts = plain.split("\\.", -1);
    String last = parts.length > 1 ? parts[parts.length - 1].strip() : "";
    if (SERVER_SCRIPTS.contains(last)) {
      findings.add(Finding.SERVER_SCRIPT);
    } else if (EXECUTABLES.contains(last)) {
      findings.add(Finding.PROGRAM);
      if (parts.length > 2 && DOCUMENTS.contains(parts[parts.length - 2].strip())) {
        findings.add(Finding.DOUBLE_EXTENSION);
      }
    } else if (ACTIVE_CONTENT.contains(last)) {
      findings.add(Finding.ACTIVE_CONTENT);
    }
    for (int i = 1; i < parts.length - 1; i++) {
      if (SERVER_SCRIPTS.contains(parts[i].strip()) && !parts[i].equals("inc")) {
        findings.add(Finding.HIDDEN_SERVER_SCRIPT);
      }
    }
    return last;
  }

  private static int firstOf(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** What is left of a path when it is resolved, without what names the folder itself. */
  private static String lastPart(String path) {
    String name = path;
    while (true) {
      int end = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
      String last = name.substring(end + 1).strip();
      if (end < 0 || !(last.isEmpty() || last.equals("."))) {
        return name.substring(end + 1);
      }
      name = name.substring(0, end);
    }
  }

  private static String strippedEnd(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) <= ' ')) {
      end--;
    }
    return end == 0 ? name.strip() : name.substring(0, end).strip();
  }

  private static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isProgram(String type) {
    return switch (type) {
      case "application/x-msdownload",
          "application/x-dosexec",
          "application/vnd.microsoft.portable-executable",
          "application/x-executable",
          "application/x-elf",
          "application/x-mach-binary",
          "application/x-sh",
          "application/x-shellscript",
          "application/java-archive",
          "application/x-java-archive",
          "application/x-php",
          "application/x-httpd-php",
          "text/x-php",
          "application/x-msdos-program",
          "application/hta",
          "application/x-ms-shortcut" ->
          true;
      default -> false;
    };
  }

  private static boolean isActive(String type) {
    return switch (type) {
      case "text/html",
          "application/xhtml+xml",
          "image/svg+xml",
          "text/javascript",
          "application/javascript",
          "application/x-shockwave-flash" ->
          true;
      default -> false;
    };
  }

  /** The first characters in lower case, without a mark of their encoding and blanks. */
  private static String start(byte[] head) {
    String start = text(head).stripLeading().toLowerCase(Locale.ROOT);
    return start.startsWith("\u00ef\u00bb\u00bf") ? start.substring(3).stripLeading() : start;
  }

  private static String text(byte[] head) {
    return new String(head, 0, Math.min(head.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
  }

  private static boolean beginsAsProgram(byte[] head, String start) {
    if (begins(head, 0x7f, 'E', 'L', 'F')
        || begins(head, 0xca, 0xfe, 0xba, 0xbe)
        || begins(head, 0xcf, 0xfa, 0xed, 0xfe)
        || begins(head, 0xce, 0xfa, 0xed, 0xfe)
        || begins(head, 0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0)) {
      return true;
    }
    // The two letters of a Windows program begin honest texts too; its head has zeros.
    if (begins(head, 'M', 'Z')) {
      return text(head).indexOf('\0') > 0;
    }
    return start.startsWith("#!/")
        || start.startsWith("<?php")
        || start.startsWith("<?=")
        || start.startsWith("<%")
        || start.startsWith("<jsp:");
  }

  private static boolean begins(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (head[i] != (byte) bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static Set<String> words(String text) {
    return Set.of(text.split(" "));
  }

  /** What was found; empty for nothing. Unmodifiable, in the order of {@link Finding}. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** How sure the surest finding is; null where nothing was found. */
  public @Nullable Confidence confidence() {
    return findings.isEmpty() ? null : findings.iterator().next().confidence;
  }
}

package dev.tocsin.trail;

import dev.tocsin.journal.Finding;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import dev.tocsin.watch.CaseFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Verifies the journals of applications, and apart from them those that commands record in. */
final class TrailVerification {
  private TrailVerification() {}

  static Verification verify(List<Path> folders, Verifier demands) throws IOException {
    Map<String, Path> cases = new LinkedHashMap<>();
    for (Path folder : folders) {
      CaseFiles.idsIn(folder).forEach(id -> cases.put(id, folder));
    }
    Set<String> demanded = demands.demanded();
    cases.keySet().removeAll(demanded);
    if (cases.isEmpty()) {
      return demands.verify(folders);
    }
    boolean keyed = demands.demandsKeys();
    Verifier others = demands.withoutKeys();
    for (String id : cases.keySet()) {
      demands.without(id);
      others.journal(id);
    }
    Verification found = demands.verify(folders);
    return demanded.isEmpty() ? both(found, others.verify(folders), cases, keyed) : found;
  }

  private static Verification both(
      Verification found, Verification own, Map<String, Path> cases, boolean keyed) {
    List<Verification.JournalSummary> summaries = new ArrayList<>(found.journals());
    summaries.addAll(own.journals());
    List<Finding> findings = new ArrayList<>(found.findings());
    // A journal that is gone is missed by both.
    own.findings().stream().filter(each -> !findings.contains(each)).forEach(findings::add);
    List<Path> empty = new ArrayList<>(found.emptyFolders());
    if (keyed) {
      // Where keys are demanded a folder holds something that has them.
      cases.values().stream()
          .filter(folder -> found.journals().stream().noneMatch(j -> j.folder().equals(folder)))
          .forEach(empty::add);
    }
    return new Verification(summaries, List.of(), empty, findings);
  }
}

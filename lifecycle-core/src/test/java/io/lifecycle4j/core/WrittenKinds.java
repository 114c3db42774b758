package io.lifecycle4j.core;

import io.lifecycle4j.core.data.format.RowFormats;
import io.lifecycle4j.core.maintenance.PinKinds;
import io.lifecycle4j.core.serving.log.PartKinds;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.tracking.RunKinds;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which kinds of files, entries and documents this library writes, as its code has them. */
final class WrittenKinds {
  /** As text, or as the number that PreparedFile writes. */
  private static final Pattern MAGIC =
      Pattern.compile("\"(L4J[A-Z]{4}[0-9])\"|0x(4C344A[0-9A-F]{10})L");

  static final List<String> RETRAININGS =
      List.of(
          "decided",
          "snapshot",
          "training",
          "trained",
          "judged",
          "rollout",
          "promoted",
          "ended",
          "allowed",
          "state");

  private WrittenKinds() {}

  /** Returns all of them, named as {@link KeptKinds} names what it finds. */
  static Set<String> all() {
    Set<String> all = new TreeSet<>();
    add(all, "magic", magics());
    add(all, "rows", RowFormats.ids());
    add(all, "column", names(DataType.values()));
    all.addAll(List.of("folder", "folder in parts"));
    Alternatives.all().forEach((what, names) -> add(all, what, names.keySet()));
    all.remove("plan byTimeShares"); // what it finds is kept instead
    all.remove("magic L4JVERS1"); // an exported version lies in no home
    journals(all);
    return all;
  }

  private static void journals(Set<String> all) {
    add(all, "datasets", List.of("none", "tagged", "purged", "erased"));
    add(all, "runs", List.of("frame 1", "frame 2"));
    add(all, "runs", RunKinds.catalog());
    add(all, "run-ID", RunKinds.facts());
    add(all, "run-ID", List.of("bytes 1"));
    add(all, "run-ID", names(Param.Type.values()));
    add(all, "run-ID", ends());
    add(all, "registry", registry());
    add(all, "registry", lower(Verdict.values()));
    add(all, "registry verdict", KeptKinds.VERDICTS);
    add(all, "predictions-ID", List.of("session", "bytes 4"));
    add(all, "parts-ID", PartKinds.all());
    add(all, "erasures-ID", List.of("none"));
    add(all, "ground-truth-ID", List.of("none"));
    add(all, "loads-ID", List.of("begun", "stand-by", "ended", "skipped"));
    add(all, "rollout-lead-ID", List.of("leads"));
    add(all, "quality-lead-ID", List.of("measured"));
    add(all, "retraining-lead-ID", List.of("leads"));
    add(all, "retrainings-ID", RETRAININGS);
    add(all, "traffic-ID", List.of("traffic"));
    add(all, "rule-decisions-ID", List.of("decided"));
    add(all, "drift-summaries-ID", List.of("slice"));
    add(all, "drift-reports-ID", List.of("report"));
    add(all, "drift-lead-ID", List.of("state"));
    add(all, "learned-references-ID", List.of("none"));
    add(all, "alerts-ID", List.of("none"));
    add(all, "alert-delivery-ID", List.of("position"));
    add(all, "events-ID", List.of("position"));
    add(all, "holdouts", List.of("none"));
    add(all, "pins", PinKinds.all());
    add(all, "maintenance", List.of("verified", "blob", "journal"));
    add(all, "maintenance", names(VerifyDepth.values()));
  }

  private static void add(Set<String> all, String what, Collection<String> names) {
    names.forEach(name -> all.add(what + " " + name));
  }

  /** Returns what files and blobs begin with. */
  static Set<String> magics() {
    Set<String> magics = new TreeSet<>();
    for (byte[] source : Tree.files(Path.of("src/main/java")).values()) {
      MAGIC
          .matcher(new String(source, StandardCharsets.UTF_8))
          .results()
          .map(WrittenKinds::magic)
          .forEach(magics::add);
    }
    return magics;
  }

  private static String magic(MatchResult found) {
    String text = found.group(1);
    return text == null
        ? new String(HexFormat.of().parseHex(found.group(2)), StandardCharsets.US_ASCII)
        : text;
  }

  /** Returns how a run can end. */
  static List<String> ends() {
    return names(RunStatus.values()).stream()
        .filter(name -> !name.equals("RUNNING") && !name.equals("UNKNOWN"))
        .toList();
  }

  /** Returns the kinds of entries of the registry. */
  static List<String> registry() {
    return List.of(
        "registered",
        "imported",
        "described",
        "policySet",
        "policyMet",
        "policyOverridden",
        "promotionsLocked",
        "promotionsUnlocked",
        "signingSet",
        "deleted",
        "restored",
        "purged",
        "aliasRemoved",
        "holdoutPinned",
        "approved",
        "approvalWithdrawn",
        "moved",
        "judged",
        "evaluated",
        "stressTested",
        "rolloutStarted",
        "rolloutStepped",
        "rolloutEnded",
        "ruleActed",
        "shadowStarted",
        "shadowStopped");
  }

  /** Returns the names of constants. */
  static List<String> names(Enum<?>... constants) {
    return Arrays.stream(constants).map(Enum::name).toList();
  }

  /** Returns the names of constants in lower case. */
  static List<String> lower(Enum<?>... constants) {
    return Stream.of(constants).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }
}

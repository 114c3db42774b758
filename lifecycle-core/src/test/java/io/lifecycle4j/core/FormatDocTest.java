package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.data.format.RowFormats;
import io.lifecycle4j.core.maintenance.PinKinds;
import io.lifecycle4j.core.serving.log.PartKinds;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.tracking.RunKinds;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.Profile.Shape;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.validation.Severity;
import io.lifecycle4j.validation.Statistic;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/FORMAT.md list what the code writes, no more and no less. */
class FormatDocTest {
  /** What the names in the pictures stand for. */
  private static final Map<String, String> STANDS_FOR =
      Map.of(
          "SHA256", "[0-9a-f]{64}",
          "SECOND", "[0-9]+",
          "NANO", "[0-9]{9}",
          "FIRST", "[0-9]{19}",
          "VERSION", "[0-9]+",
          "NUMBER", "[0-9]+",
          "NAME", "[^/]+",
          "ID", "[0-9a-z]{16}",
          "ab/abcd…", "[0-9a-f]{2}/[0-9a-f]{64}");

  private static void assertListed(String sentence, String heading, Collection<String> names) {
    assertThat(FormatText.table(sentence, heading).keySet())
        .as("%s of: %s", heading, sentence)
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private static Set<String> documentedJournals() {
    return FormatText.table("### The journals there are", "name").keySet();
  }

  @Test
  void listTheFormatsOfRows() {
    assertListed("## Files of a dataset", "id", RowFormats.ids());
  }

  @Test
  void listTheKindsOfEntries() {
    assertListed("A payload of `datasets`:", "kind", List.of("none", "tagged", "purged", "erased"));
    assertListed("Any other payload of `runs`", "kind", RunKinds.catalog());
    assertListed("A payload of `run-ID`", "fact", RunKinds.facts());
    assertListed("A payload of the registry:", "kind", WrittenKinds.registry());
    assertListed("A payload of the registry:", "effect", WrittenKinds.names(Effect.values()));
    assertListed("A payload of the registry:", "verdict", WrittenKinds.lower(Verdict.values()));
    assertListed("A payload of `parts-ID` changes", "kind", PartKinds.all());
    assertListed(
        "A payload of `loads-ID`", "kind", List.of("begun", "stand-by", "ended", "skipped"));
    assertListed("A payload of `pins`", "kind", PinKinds.all());
    assertListed("A payload of `maintenance`", "depth", WrittenKinds.names(VerifyDepth.values()));
  }

  @Test
  void nameTheTypesOfParametersAndTheEndsOfRuns() {
    Map<String, String> facts = FormatText.table("A payload of `run-ID`", "fact");
    assertThat(FormatText.code(Objects.requireNonNull(facts.get("params"))))
        .containsAll(WrittenKinds.names(Param.Type.values()));
    assertThat(FormatText.code(Objects.requireNonNull(facts.get("end"))))
        .containsAll(WrittenKinds.ends());
  }

  @Test
  void nameEveryConstantThatIsWritten() {
    String text = FormatText.all();
    List<Enum<?>[]> constants =
        List.of(
            ColumnRole.values(),
            DataType.values(),
            DatePart.values(),
            DomainPolicy.values(),
            DuplicateRows.values(),
            Environment.values(),
            Outcome.values(),
            Severity.values(),
            SplitRole.values(),
            Statistic.values(),
            UnknownPolicy.values());
    for (Enum<?>[] all : constants) {
      for (String name : WrittenKinds.names(all)) {
        assertThat(text).containsPattern("\\b" + name + "\\b");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("partsOfProfiles")
  void listThePartsOfAProfile(String name, Class<? extends Record> type) {
    assertThat(FormatText.parts("## Profiles", "part").get(name))
        .isEqualTo(
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .sorted()
                .toList());
  }

  static Stream<Arguments> partsOfProfiles() {
    return Stream.of(
        Arguments.of("distinct", Distinct.class),
        Arguments.of("histogram", Histogram.class),
        Arguments.of("lengths", Lengths.class),
        Arguments.of("moments", Moments.class),
        Arguments.of("numbers", NumberCounts.class),
        Arguments.of("quantiles", Quantiles.class),
        Arguments.of("shape", Shape.class));
  }

  @ParameterizedTest
  @CsvSource({"task", "origin", "plan", "check", "asked", "fitted"})
  void listTheAlternativesInDocumentsAndTheirParts(String what) {
    assertThat(FormatText.parts("### Alternatives", what)).isEqualTo(Alternatives.all().get(what));
  }

  @Test
  void listWhereBytesCanBe() {
    Set<String> told = FormatText.table("A later version adds `keeping`", "`keeping`").keySet();
    Map<String, List<String>> kept = Objects.requireNonNull(Alternatives.all().get("kept"));
    assertThat(told).hasSameSizeAs(kept.keySet());
    kept.forEach(
        (name, parts) ->
            assertThat(told)
                .contains(
                    "{\"kept\":\"%s\"%s}"
                        .formatted(
                            name,
                            parts.stream()
                                .map(part -> ",\"" + part + "\":…")
                                .collect(Collectors.joining()))));
  }

  @Test
  void describeEveryPlanOfASplit() {
    Set<String> described = FormatText.table("## Which row is held out", "plan").keySet();
    Set<String> plans =
        new TreeSet<>(Objects.requireNonNull(Alternatives.all().get("plan")).keySet());
    plans.remove("byTimeShares"); // never kept
    assertThat(described).containsExactlyInAnyOrderElementsOf(plans);
  }

  @Test
  void showEveryMagicNumber() {
    Set<String> shown =
        Pattern.compile("\"(L4J[A-Z]{4}[0-9])\"")
            .matcher(FormatText.all())
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    assertThat(shown).containsExactlyInAnyOrderElementsOf(WrittenKinds.magics());
  }

  @Test
  void nameEveryJournal() {
    Set<String> written =
        WrittenKinds.all().stream()
            .map(kind -> kind.split(" ", 2)[0])
            .filter(documentedJournals()::contains)
            .collect(Collectors.toSet());
    assertThat(documentedJournals()).containsExactlyInAnyOrderElementsOf(written);
  }

  /** The journals of runs have theirs in {@code runs.txt}. */
  @Test
  void haveAVectorOfEveryKindOfEntry() {
    Set<String> kinds =
        WrittenKinds.all().stream()
            .filter(kind -> documentedJournals().contains(kind.split(" ", 2)[0]))
            .filter(kind -> !kind.startsWith("run"))
            .collect(Collectors.toSet());
    assertThat(KeptKinds.in(FormatVectors.of("entries.txt"))).containsAll(kinds);
  }

  @Test
  void nameEveryFileOfTheHomesThatAreKept() throws URISyntaxException {
    List<Pattern> names = FormatText.fileNames().stream().map(FormatDocTest::pattern).toList();
    assertThat(names).hasSizeGreaterThan(15);
    Path homes = Path.of(Objects.requireNonNull(getClass().getResource("/golden")).toURI());
    for (Path file : Tree.paths(homes).stream().filter(Files::isRegularFile).toList()) {
      Path inHome = homes.relativize(file);
      if (inHome.getNameCount() > 1) {
        String name = inHome.subpath(1, inHome.getNameCount()).toString().replace('\\', '/');
        assertThat(names).as(name).anyMatch(pattern -> pattern.matcher(name).matches());
      }
    }
  }

  /** Makes a pattern of a name in a picture: {@code packs/SHA256.pack}. */
  private static Pattern pattern(String name) {
    String known =
        STANDS_FOR.keySet().stream()
            .sorted((one, other) -> other.length() - one.length())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    for (MatchResult word : Pattern.compile(known).matcher(name).results().toList()) {
      pattern.append(Pattern.quote(name.substring(at, word.start())));
      pattern.append(STANDS_FOR.get(word.group()));
      at = word.end();
    }
    return Pattern.compile(pattern + Pattern.quote(name.substring(at)));
  }
}

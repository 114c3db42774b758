package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Takes every bad data file, and every bad place of one. */
class BadFilesTest extends InSandbox {
  @Test
  void takesOrRefusesEveryCsvFile() {
    assertThat(inputs("csv")).hasSizeGreaterThan(20);
    assertAll(inputs("csv").map(input -> () -> pass(input, "csv", "rows.csv")));
  }

  @Test
  @OnlyLarger
  void takesOrRefusesEveryPackedCsvFile() {
    assertThat(inputs("csv.gz")).hasSizeGreaterThan(8);
    assertAll(inputs("csv.gz").map(input -> () -> pass(input, "csv.gz", "rows.csv.gz")));
  }

  @Test
  @OnlyLarger
  void takesOrRefusesEveryFileOfJsonLines() {
    assertThat(inputs("jsonl")).hasSizeGreaterThan(20);
    assertAll(
        inputs("jsonl")
            .map(
                input ->
                    () ->
                        pass(
                            input,
                            "jsonl",
                            Sources.jsonLines("rows.jsonl", Content.of(input.asBytes())))));
  }

  @Test
  @OnlyLarger
  void takesOrRefusesEveryArchive() {
    assertThat(inputs("zip")).hasSizeGreaterThan(30);
    assertAll(inputs("zip").map(input -> () -> archive(input)));
  }

  private void archive(BadInput input) throws Exception {
    Path archive = directory.resolve("archive.zip");
    Files.write(archive, input.asBytes());
    CsvDialect dialect = CsvDialect.builder().build();
    hold(input, "zip", "Sources.zip", () -> commit(Sources.csv(Sources.zip(archive), dialect)));
  }

  @Test
  void refusesAnArchiveThatIsTooLongBeforeItReadsIt() {
    assertThat(inputs("huge")).isNotEmpty();
    assertAll(
        inputs("huge")
            .map(
                input ->
                    () -> {
                      Path archive = Places.make(String.valueOf(input.make()), directory);
                      hold(input, "huge", "Sources.zip", () -> Sources.zip(archive));
                    }));
  }

  @Test
  void takesOrRefusesEveryFolder() {
    assertThat(inputs("folder")).hasSize(4);
    assertAll(
        inputs("folder")
            .map(
                input ->
                    () -> {
                      Path folder = Places.make(String.valueOf(input.make()), directory);
                      hold(
                          input,
                          "folder",
                          "Sources.images",
                          () -> commit(Sources.images(folder, 1, 2, 2)));
                      hold(
                          input,
                          "folder",
                          "Sources.folder",
                          () -> commitAny(Sources.folder(folder)));
                    }));
  }

  @Test
  void checksOutNoFileBelowAnother() {
    assertThat(inputs("check-out")).isNotEmpty();
    assertAll(inputs("check-out").map(input -> () -> checkOut(input)));
  }

  private void checkOut(BadInput input) throws Exception {
    String name = String.valueOf(input.asText());
    List<NamedContent> files =
        Stream.of(name.split("/", -1)[0], name)
            .map(each -> new NamedContent(each, Content.of("a,b\n1,x\n")))
            .toList();
    commit(Sources.csv(files, CsvDialect.builder().build()));
    DatasetVersion both = sandbox.lifecycle.datasets().dataset("bad").findLatest().orElseThrow();
    Path target = directory.resolve("place-" + sandbox.next());
    hold(input, "check-out", "DatasetVersion.checkOut", () -> both.checkOut(target).write());
  }

  private void pass(BadInput input, String kind, String name) throws Exception {
    pass(input, kind, Sources.csv(name, Content.of(input.asBytes())));
  }

  private void pass(BadInput input, String kind, Source source) throws Exception {
    hold(input, kind, kind, () -> commit(source));
    assertThat(commit(Sources.csv("good.csv", Content.of("a,b\n" + sandbox.next() + ",x\n"))))
        .isPositive();
  }

  private long commit(Source source) {
    return sandbox
        .lifecycle
        .datasets()
        .dataset("bad")
        .snapshot(source)
        .schema(Sandbox.SCHEMA)
        .commit()
        .number();
  }

  private long commitAny(Source source) {
    return sandbox.lifecycle.datasets().dataset("bad-folder").snapshot(source).commit().number();
  }

  /** Something that is done with a file. */
  private interface Use {
    void run() throws Exception;
  }

  private void hold(BadInput input, String kind, String entry, Use use) throws Exception {
    Promise.hold(
        sandbox,
        entry + " " + input,
        input.expected(kind),
        "",
        () -> {
          use.run();
          return "";
        });
  }

  @Test
  void takesOrRefusesEveryPlaceOfAFile() {
    sandbox.going(); // its journal is there from now on
    assertThat(inputs("source")).hasSizeGreaterThan(10);
    assertAll(
        inputs("source")
            .flatMap(
                input ->
                    Stream.of(
                        () -> place(input, "Sources.csv", file -> commit(Sources.csv(file))),
                        () -> place(input, "Sources.file", file -> commitAny(Sources.file(file))),
                        () -> place(input, "Run.artifact", this::artifact),
                        () -> place(input, "ModelRegistry.put", this::weights))));
  }

  /** Something that is done with a path. */
  private interface PathUse {
    void run(Path file) throws Exception;
  }

  private void place(BadInput input, String entry, PathUse use) throws Exception {
    Path file = Places.make(String.valueOf(input.make()), directory);
    boolean csv = entry.equals("Sources.csv");
    if (csv || !input.expected("source").contains("INVALID_VALUE")) {
      boolean content = !csv && input.make().equals("empty");
      if (!content) { // an empty file is a good one unless it must have a header
        hold(input, "source", entry, () -> use.run(file));
      }
    }
  }

  private void artifact(Path file) {
    sandbox.going().artifact("file" + sandbox.next(), Content.of(file));
  }

  private void weights(Path file) {
    sandbox.registry.put(new NamedContent("weights", Content.of(file)));
  }
}

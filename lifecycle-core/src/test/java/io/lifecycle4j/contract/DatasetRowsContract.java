package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link DatasetStore} must do with the rows and bytes that it keeps. */
@Timeout(120)
public abstract class DatasetRowsContract extends DatasetContract {
  private static final String FIRST = "amount;visits;country\n1.5;2;de\n-0.25;3;fr\n";
  private static final String SECOND = "amount;visits;country\n4;5;it\n";

  /** Creates the contract. */
  protected DatasetRowsContract() {}

  private static List<String> texts(Rows rows) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.number(0) + " " + row.number(1) + " " + row.text(2)));
    return texts;
  }

  @Test
  void givesTheRowsOfAVersionInOrderAsOftenAsAsked() {
    DatasetManifest manifest =
        Fixtures.dataset("two files", put("b.csv", FIRST), put("a.csv", SECOND));
    StoredVersion version = Fixtures.commit(store, "rides", manifest);
    Rows rows = openAgain(store).rows(version);

    assertThat(rows.schema()).isEqualTo(Fixtures.schema());
    assertThat(texts(rows))
        .isEqualTo(texts(store.rows(version)))
        .containsExactly("1.5 2.0 de", "-0.25 3.0 fr", "4.0 5.0 it");
    assertThat(texts(rows)).hasSize(3);
  }

  @Test
  void givesTheRowsOfFilesThatNoVersionNames() {
    List<StoredFile> files = List.of(put("a.csv", SECOND.replace(';', ',')));
    Schema visits = new Schema(List.of(Column.of("visits", DataType.INT64)));
    Rows rows = store.rows(files, new Format("csv", Map.of()), visits);

    List<Double> numbers = new ArrayList<>();
    rows.forEach(row -> numbers.add(row.number(0)));
    assertThat(rows.schema()).isEqualTo(visits);
    assertThat(numbers).containsExactly(5.0);
    assertThat(store.datasets()).isEmpty();
  }

  @Test
  void namesTheFileWhoseRowsCannotBeRead() {
    DatasetManifest manifest = Fixtures.dataset("x", put("a.csv", FIRST), put("b.csv", "x;y\n1"));
    Rows rows = store.rows(manifest.files(), manifest.format(), manifest.schema());
    assertThatThrownBy(() -> texts(rows))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("b.csv");
  }

  /** Rules tolerate such cells by this option. */
  @Test
  void readsACellOfALenientColumnThatIsNotOfItsTypeAsMissing() {
    List<StoredFile> files = List.of(put("a.csv", "amount,visits,country\nmuch,2,de\n"));
    Rows rows =
        store.rows(files, new Format("csv", Map.of("lenient", "amount")), Fixtures.schema());
    assertThat(texts(rows)).containsExactly("NaN 2.0 de");
  }

  @Test
  void givesNoRowsInAFormatThatIsNotKnown() {
    List<StoredFile> files = List.of(put("a.csv", FIRST));
    Format unknown = new Format("never-heard-of", Map.of());
    assertThatThrownBy(() -> texts(store.rows(files, unknown, Fixtures.schema())))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("never-heard-of");
  }

  @Test
  void readsASmallDocument() {
    byte[] report = Fixtures.utf8("report “größe”");
    StoredFile file = store.put(new NamedContent("report.json", Content.of(report)));
    assertThat(store.read(file.blob())).isEqualTo(report);
    assertThat(openAgain(store).read(file.blob())).isEqualTo(report);
    assertThatThrownBy(() -> store.read(Fixtures.hash(new byte[9])))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void copiesFilesWhenTheModeSaysSo() {
    List<NamedContent> files =
        List.of(
            new NamedContent("b.csv", Content.of(FIRST)),
            new NamedContent("a.csv", Content.of(SECOND)));
    assertThat(store.putAll(files, StorageMode.Mode.COPIED))
        .isEqualTo(store.putAll(files))
        .containsExactly(
            Fixtures.file("b.csv", Fixtures.utf8(FIRST)),
            Fixtures.file("a.csv", Fixtures.utf8(SECOND)));
  }

  @Test
  void keepsFilesInChunksOrRefusesTo() throws IOException {
    byte[] bytes = Fixtures.bytes(7, 300_000);
    List<NamedContent> files = List.of(new NamedContent("a.bin", Content.of(bytes)));
    List<StoredFile> chunked;
    try {
      chunked = store.putAll(files, StorageMode.Mode.CHUNKED);
    } catch (InvalidValueException e) {
      assertThat(e).hasMessageContaining("COPIED");
      return;
    }
    assertThat(chunked).extracting(StoredFile::name).containsExactly("a.bin");
    assertThat(chunked.get(0).size()).isEqualTo(bytes.length);
    Fixtures.commit(store, "chunked", Fixtures.dataset("chunks", chunked.get(0)));
    try (InputStream in = openAgain(store).open(chunked.get(0))) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    Format csv = new Format("csv", Map.of());
    assertThatThrownBy(() -> store.rows(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> store.rows(null, csv, Fixtures.schema()))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> store.rows(List.of(), null, Fixtures.schema()))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> store.rows(List.of(), csv, null))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> store.read(null)).isInstanceOf(InvalidValueException.class);
  }
}

package io.lifecycle4j.core.data.format;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the first record as the names of the columns, whatever they are. */
final class CsvNames extends AbstractBaseCsvCallbackHandler<List<String>> {
  private final CsvHeader header;

  CsvNames(CsvHeader header) {
    this.header = header;
  }

  @Override
  protected void handleField(int field, char[] text, int offset, int length, boolean quoted) {
    header.add(text, offset, length);
  }

  @Override
  protected @Nullable List<String> buildRecord() {
    if (getRecordType() != RecordType.DATA) {
      return null;
    }
    header.checkRenamed();
    return header.names();
  }
}

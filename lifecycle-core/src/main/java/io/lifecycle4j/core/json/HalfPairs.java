package io.lifecycle4j.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Rejects texts with an unpaired surrogate, which an escape can express but UTF-8 cannot, and
 * values that are not texts.
 */
final class HalfPairs {
  private HalfPairs() {}

  /** Returns the index of the first unpaired surrogate, or -1. */
  static int find(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  static void refuse(SimpleModule module) {
    module.addDeserializer(String.class, new TextReader());
  }

  private static final class TextReader extends StdScalarDeserializer<String> {
    TextReader() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) { // Jackson would convert a number
        return context.reportInputMismatch(String.class, "%s is not a text", in.currentToken());
      }
      String text = in.getText();
      if (find(text) >= 0) {
        context.reportInputMismatch(String.class, "half of a surrogate pair");
      }
      return text;
    }
  }
}

package io.lifecycle4j.examples;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * A day in Chicago as it is known in the evening before, and how many passengers came.
 *
 * @param date the day
 * @param temp the median temperature, in degrees Fahrenheit
 * @param stations the passengers at each of {@link #STATIONS} 14 days before, in thousands
 * @param ridership the passengers at Clark/Lake on the day, in thousands
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RideDay(LocalDate date, double temp, double[] stations, double ridership) {
  static final String FILE = "chicago-ridership.csv.gz";

  static final String LABEL = "ridership";

  /** The column of a dataset that says what each of its days is for. */
  static final String ROLE = "role";

  /** The station whose passengers are predicted. */
  static final String OWN = "Clark_Lake";

  static final List<String> STATIONS =
      List.of(
          "Austin",
          "Quincy_Wells",
          "Belmont",
          "Archer_35th",
          "Oak_Park",
          "Western",
          OWN,
          "Clinton",
          "Merchandise_Mart",
          "Irving_Park",
          "Washington_Wells",
          "Harlem",
          "Monroe",
          "Polk",
          "Ashland",
          "Kedzie",
          "Addison",
          "Jefferson_Park",
          "Montrose",
          "California");

  /** What a model sees of a day. */
  static final Columns<RideDay> INPUT = input().build();

  /** What a dataset keeps of days: also how many passengers came, and the role of each day. */
  static Columns<RideDay> rows(Function<RideDay, String> role) {
    return input()
        .number(
            Column.builder(LABEL, DataType.FLOAT64).role(ColumnRole.LABEL).build(),
            day -> day.ridership)
        .string(ROLE, role)
        .build();
  }

  private static Columns.Builder<RideDay> input() {
    Columns.Builder<RideDay> columns =
        Columns.from(RideDay.class)
            .number(
                Column.builder("date", DataType.TIMESTAMP).role(ColumnRole.TIME).build(),
                day -> day.begin().toEpochMilli())
            .string("weekday", day -> weekday(day.date))
            .float64("temp", day -> day.temp);
    for (int i = 0; i < STATIONS.size(); i++) {
      int station = i;
      columns.float64(STATIONS.get(i), day -> day.stations[station]);
    }
    return columns;
  }

  private static String weekday(LocalDate date) {
    DayOfWeek day = date.getDayOfWeek();
    return day.toString().toLowerCase(Locale.ROOT);
  }

  Instant begin() {
    return date.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** Returns the day with its passengers in another unit than those of the stations. */
  RideDay tenfold() {
    return new RideDay(date, temp, stations, 10 * ridership);
  }

  /** Returns the forecast of somebody who says that as many come as 14 days before. */
  double naive() {
    return stations[STATIONS.indexOf(OWN)];
  }

  /** Reads all days, in their order. */
  static List<RideDay> read(Path data) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data.resolve(FILE))),
                StandardCharsets.UTF_8))) {
      List<String> header = cells(reader.readLine());
      return reader.lines().map(line -> of(header, cells(line))).toList();
    }
  }

  private static RideDay of(List<String> header, List<String> cells) {
    return new RideDay(
        LocalDate.parse(cells.get(header.indexOf("date"))),
        Double.parseDouble(cells.get(header.indexOf("temp"))),
        STATIONS.stream()
            .mapToDouble(name -> Double.parseDouble(cells.get(header.indexOf(name))))
            .toArray(),
        Double.parseDouble(cells.get(header.indexOf("ridership"))));
  }

  private static List<String> cells(String line) {
    return List.of(line.replace("\"", "").split(",", -1));
  }
}

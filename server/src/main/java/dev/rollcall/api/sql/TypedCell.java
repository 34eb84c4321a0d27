package dev.rollcall.api.sql;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/// A cell as JSON's own kinds of value, where they hold it without loss: truth values, integers of
/// up to 32 bits, floats, JSON, and arrays of any of the usual types. All else is text.
final class TypedCell {
  private static final int BOOL = 16;
  private static final Set<Integer> NUMBERS = Set.of(21, 23, 700, 701);
  private static final Set<Integer> JSON = Set.of(114, 3802);
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /// The elements' type by the array's, for those that Postgres brings.
  private static final Map<Integer, Integer> ELEMENTS =
      ArrayTypes.of(
          """
          143=142 199=114 210=71 270=32 271=5069 272=75 273=81 629=628 651=650 719=718 775=774 791=790
          1000=16 1001=17 1002=18 1003=19 1005=21 1006=22 1007=23 1008=24 1009=25 1010=27 1011=28
          1012=29 1013=30 1014=1042 1015=1043 1016=20 1017=600 1018=601 1019=602 1020=603 1021=700
          1022=701 1027=604 1028=26 1034=1033 1040=829 1041=869 1115=1114 1182=1082 1183=1083
          1185=1184 1187=1186 1231=1700 1263=2275 1270=1266 1561=1560 1563=1562 2201=1790 2207=2202
          2208=2203 2209=2204 2210=2205 2211=2206 2949=2970 2951=2950 3221=3220 3643=3614 3644=3642
          3645=3615 3735=3734 3770=3769 3807=3802 3905=3904 3907=3906 3909=3908 3911=3910 3913=3912
          3927=3926 4073=4072 4090=4089 4097=4096 4192=4191
          """);

  private TypedCell() {}

  /// @param type the column's oid
  static void write(JsonGenerator json, int type, String text) {
    Integer element = ELEMENTS.get(type);
    if (element != null) {
      new ArrayText(text, element == 603 ? ';' : ',').write(json, element);
    } else if (type == BOOL) {
      json.writeBoolean(text.equals("t"));
    } else if (NUMBERS.contains(type) && NUMBER.matcher(text).matches()) {
      json.writeNumber(text);
    } else if (JSON.contains(type)) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }
}

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as Map, List, String, BigDecimal, Boolean and null; as much of it as these programs need, without a library. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** A JSON text; throws IllegalArgumentException where it is none. */
    static Object read(String text) {
        var reader = new Json(text);
        var value = reader.value();
        if (reader.peek() != 0) {
            throw reader.wrong();
        }
        return value;
    }

    /** What is found along names and list places; null where nothing is. */
    static Object at(Object value, Object... path) {
        for (var step : path) {
            if (value instanceof Map<?, ?> map) {
                value = map.get(step);
            } else if (value instanceof List<?> list && step instanceof Integer place && place < list.size()) {
                value = list.get(place);
            } else {
                return null;
            }
        }
        return value;
    }

    /** The list found along a path; empty where there is none. */
    static List<?> list(Object value, Object... path) {
        return at(value, path) instanceof List<?> found ? found : List.of();
    }

    /**
     * A JSON text. A property that is null is left out: to GraphQL that says «not given», where null would be a
     * value. In a @oneOf input, such as SubjectKey, a second property that is null makes it invalid.
     */
    static String write(Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            var separator = "{";
            for (var entry : map.entrySet()) {
                if (entry.getValue() != null) {
                    out.append(separator);
                    quote((String) entry.getKey(), out);
                    out.append(':');
                    write(entry.getValue(), out);
                    separator = ",";
                }
            }
            out.append(separator.equals("{") ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (var i = 0; i < list.size(); i++) {
                out.append(i == 0 ? "" : ",");
                write(list.get(i), out);
            }
            out.append(']');
        } else if (value instanceof String string) {
            quote(string, out);
        } else {
            out.append(value); // a number, true, false, null
        }
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (var i = 0; i < string.length(); i++) {
            var c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        var map = new LinkedHashMap<String, Object>();
        at++;
        while (peek() != '}') {
            if (!map.isEmpty()) {
                expect(',');
            }
            peek();
            var name = string();
            expect(':');
            map.put(name, value());
        }
        at++;
        return map;
    }

    private List<Object> array() {
        var list = new ArrayList<Object>();
        at++;
        while (peek() != ']') {
            if (!list.isEmpty()) {
                expect(',');
            }
            list.add(value());
        }
        at++;
        return list;
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        for (var c = next(); c != '"'; c = next()) {
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() {
        var c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt("" + next() + next() + next() + next(), 16);
            default -> throw wrong();
        };
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return value;
    }

    private BigDecimal number() {
        var start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == start) {
            throw wrong();
        }
        return new BigDecimal(text.substring(start, at));
    }

    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong();
        }
        at++;
    }

    private char next() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at++);
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not JSON at character " + at);
    }
}

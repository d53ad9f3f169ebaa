using System.Collections;
using DigitLab.Host.Formatting;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>The field types of the Table Schema (https://specs.frictionlessdata.io/table-schema/).</summary>
public enum TableSchemaFieldType
{
    Any,
    Object,
    Null,
    Number,
    Integer,
    Boolean,
    String,
    Array,
    DateTime,
    GeoPoint,
    GeoJson,
}

/// <summary>A column.</summary>
public sealed class TableSchemaFieldDescriptor(
    string name,
    TableSchemaFieldType? type = TableSchemaFieldType.Null,
    string? description = null,
    string? format = null
)
{
    public string Name { get; } = name;

    public TableSchemaFieldType Type { get; } = type ?? TableSchemaFieldType.Null;

    public string? Description { get; } = description;

    public string? Format { get; } = format;
}

/// <summary>The columns by name.</summary>
public sealed class TableDataFieldDescriptors : IReadOnlyCollection<TableSchemaFieldDescriptor>
{
    private readonly List<TableSchemaFieldDescriptor> fields = [];

    public int Count => fields.Count;

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public TableSchemaFieldDescriptor this[string name] =>
        fields.Find(field => field.Name == name)
        ?? throw new KeyNotFoundException(
            $"There is no column '{name}'. There are: {string.Join(", ", fields.Select(field => field.Name))}."
        );

    public void Add(TableSchemaFieldDescriptor descriptor) => fields.Add(descriptor);

    public bool Contains(string name) => fields.Exists(field => field.Name == name);

    public IEnumerator<TableSchemaFieldDescriptor> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The columns of a table.</summary>
public sealed class TableSchema
{
    public List<string> PrimaryKey { get; init; } = [];

    public TableDataFieldDescriptors Fields { get; init; } = [];
}

/// <summary>A table: columns, and rows of names and values.</summary>
public sealed class TabularDataResource(
    TableSchema schema,
    IEnumerable<IEnumerable<KeyValuePair<string, object?>>> data,
    string? profile = null
)
{
    public string Profile { get; } = profile ?? "tabular-data-resource";

    public TableSchema Schema { get; } = schema;

    public IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Data { get; } = data;
}

/// <summary>Converts cells' data to tables.</summary>
public static class TabularDataResourceFormatter
{
    public const string MimeType = "application/table-schema+json";

    /// <summary>One row per item, one column per member of the item type.</summary>
    public static TabularDataResource ToTabularDataResource<T>(this IEnumerable<T> source)
    {
        var table = Table.FromRows(source, typeof(T), limit: int.MaxValue);
        var schema = new TableSchema();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = i;
            var first = table.Rows.Select(row => row[column]).FirstOrDefault(value => value is not null);
            schema.Fields.Add(new(table.Columns[i], first?.GetType().ToTableSchemaFieldType()));
        }
        return new TabularDataResource(
            schema,
            [
                .. table.Rows.Select(row =>
                    (IEnumerable<KeyValuePair<string, object?>>)
                        table
                            .Columns.Zip(row, KeyValuePair.Create)
                            .ToDictionary(entry => entry.Key, entry => entry.Value)
                ),
            ]
        );
    }

    /// <summary>The field type for values of this type.</summary>
    public static TableSchemaFieldType ToTableSchemaFieldType(this Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
        {
            TypeCode.Boolean => TableSchemaFieldType.Boolean,
            TypeCode.DateTime => TableSchemaFieldType.DateTime,
            TypeCode.Char or TypeCode.String => TableSchemaFieldType.String,
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => TableSchemaFieldType.Number,
            TypeCode.Object => typeof(IEnumerable).IsAssignableFrom(type) ? TableSchemaFieldType.Array
            : type == typeof(DateTimeOffset) ? TableSchemaFieldType.DateTime
            : TableSchemaFieldType.Object,
            _ => TableSchemaFieldType.Integer,
        };
}

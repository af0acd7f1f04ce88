namespace FsCheck.Xunit;

/// <summary>Settings for every property of a class, of the classes nested in it, or of an assembly. The nearer one wins.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class PropertiesAttribute : PropertyAttribute;

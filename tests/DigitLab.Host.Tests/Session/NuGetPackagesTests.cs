using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Session;

/// <summary>Packages that these tests restore themselves, so that they are on the machine.</summary>
public class NuGetPackagesTests
{
    [Fact]
    public void A_package_is_there_in_its_cell_and_in_those_after_it()
    {
        var session = new TestSession();
        var cell = session.Succeed("#r \"nuget: Shouldly, 4.2.1\"\nusing Shouldly;\n(1 + 1).ShouldBe(2);\n\"ok\"");
        cell.Shown.Single().Text("text/plain").ShouldBe("Installed Shouldly 4.2.1");
        cell.ResultText.ShouldBe("ok");
        session.Run("1.ShouldBe(2)").Error!.Name.ShouldBe("Shouldly.ShouldAssertException");
    }

    [Fact]
    public void A_package_that_cannot_be_had_is_named_and_the_session_goes_on()
    {
        var session = new TestSession();
        // Twice: what the first attempt leaves behind is no package.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var cell = session.Run("#r \"nuget: DigitLab.No.Such.Package, 1.0.0\"\n1");
            cell.Error.ShouldNotBeNull()
                .Message.ShouldStartWith("DigitLab.No.Such.Package 1.0.0 could not be restored. NU1");
        }
        session.Succeed("2").ResultText.ShouldBe("2");
    }

    [Fact]
    public void Another_version_of_a_loaded_package_is_refused()
    {
        var session = new TestSession();
        session.Succeed("#r \"nuget: Shouldly, 4.2.1\"");
        session
            .Run("#r \"nuget: Shouldly, 4.2.0\"")
            .Error!.Message.ShouldBe("Shouldly is already loaded in version 4.2.1; 4.2.0 can be had after a restart.");
    }
}

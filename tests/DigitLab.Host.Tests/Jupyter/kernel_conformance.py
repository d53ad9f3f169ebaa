"""Jupyter's public conformance tests for kernels, with C# samples. Run by KernelConformanceTests."""

import os
import time
import unittest

import jupyter_kernel_test


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ.get("DIGITLAB_KERNEL", ".net-csharp")
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    code_generate_error = 'throw new InvalidOperationException("no");'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"a".ToUpper()', "result": "A"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": '"# title".DisplayAs("text/markdown");', "mime": "text/markdown"},
        {"code": '"<svg/>".DisplayAs("image/svg+xml");', "mime": "image/svg+xml"},
        {"code": '"$x^2$".DisplayAs("text/latex");', "mime": "text/latex"},
        {"code": '"iVBORw0KGgo=".DisplayAs("image/png");', "mime": "image/png"},
        {"code": '"{}".DisplayAs("application/json");', "mime": "application/json"},
        {
            "code": '"{\\"data\\": []}".DisplayAs("application/vnd.plotly.v1+json");',
            "mime": "application/vnd.plotly.v1+json",
        },
        {"code": '"alert(1)".DisplayAs("application/javascript");', "mime": "application/javascript"},
    ]
    code_clear_output = "#!clear"
    code_inspect_sample = "Console.WriteLine"
    complete_code_samples = [
        "1",
        "var x = 1;",
        "int F(int n) { return n; }",
        'Console.WriteLine("a");',
        'var s = """\n  raw\n  """;',
    ]
    incomplete_code_samples = [
        "int F(int n) {",
        "if (true) {",
        "Console.WriteLine(",
        'var s = """\n  raw',
        'var s = @"verbatim',
        "new[] { 1,",
    ]
    invalid_code_samples = ["int 3x = 5;", "}", "var = ;"]
    completion_samples = [
        {"text": "Console.Wri", "matches": {"Write", "WriteLine"}},
        {"text": "new List<int>().Cou", "matches": {"Count", "CountBy"}},
        {"text": "System.Threading.Tas", "matches": {"Tasks"}},
        {"text": "#!who", "matches": {"who", "whos"}},
    ]
    code_history_pattern = "1*2"
    supported_history_operations = ("tail", "range", "search")
    code_page_something = ""

    def test_stdin_is_asked_for(self):
        self.flush_channels()
        self.kc.execute('var name = await GetInputAsync("Name: ");\nname + "!"', allow_stdin=True)
        request = self.kc.get_stdin_msg(timeout=10)
        self.assertEqual(request["msg_type"], "input_request")
        self.assertEqual(request["content"], {"prompt": "Name: ", "password": False})
        self.kc.input("Ada")
        reply = self.get_non_kernel_info_reply(timeout=10)
        self.assertEqual(reply["content"]["status"], "ok")

    def test_updates_keep_their_id(self):
        self.flush_channels()
        reply, outputs = self.execute_helper('var h = display("a"); h.Update("b");')
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual([m["msg_type"] for m in outputs], ["display_data", "update_display_data"])
        ids = {m["content"]["transient"]["display_id"] for m in outputs}
        self.assertEqual(len(ids), 1)

    def test_interrupt_by_message(self):
        self.flush_channels()
        self.kc.execute('var before = 2; Console.WriteLine("on"); while (true) { }')
        while self.kc.get_iopub_msg(timeout=30)["msg_type"] != "stream":
            pass
        self.km.interrupt_kernel()
        reply = self.get_non_kernel_info_reply(timeout=10)
        self.assertEqual(reply["content"]["status"], "error")
        self.assertEqual(reply["content"]["ename"], "Interrupted")
        self.flush_channels()
        reply, outputs = self.execute_helper("before > 1")
        self.assertEqual(outputs[-1]["content"]["data"]["text/plain"], "True")

    def test_large_outputs_pass_whole(self):
        self.flush_channels()
        reply, outputs = self.execute_helper("Console.Write(new string('x', 2_000_000));", timeout=60)
        text = "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream")
        self.assertEqual(len(text), 2_000_000)
        reply, outputs = self.execute_helper("new string('y', 5_000_000)", timeout=60)
        self.assertEqual(len(outputs[-1]["content"]["data"]["text/plain"]), 5_000_000)


if __name__ == "__main__":
    unittest.main()

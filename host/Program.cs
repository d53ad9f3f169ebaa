Console.WriteLine("digitlab");
